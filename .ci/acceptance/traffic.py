"""The thousand requests of the main job: made, sent with kcat, and found again in the topic."""
import json
from dataclasses import dataclass, replace

ROUNDS = 10
TOPIC = "task-requests"
TOOLS = [{"name": "weather", "description": "The weather of a city", "inputs": {"city": {"type": "string"}}, "output": "degrees"},
         {"name": "stock", "description": "What is in stock", "inputs": {"city": {"type": "string"}}, "output": "a number"}]
# Fields that no version of the API knows: they have to arrive at the API as they are.
UNKNOWN = {"big": 12345678901234567890, "price": 10.25, "nested": [1, {"none": None}], "text": "Grüße 😀 \\ \" \u2028"}


@dataclass(frozen=True)
class Request:
    number: int
    body: dict            # what the API has to receive
    key: str
    expected: str         # done, failed or rejected
    calls: int            # tool calls it makes
    traceparent: str
    value: bytes          # as sent to Kafka
    headers: tuple = ()   # (name, text), as sent
    request_id: str = ""  # known in advance, or found from its place in the topic
    partition: int = -1
    offset: int = -1


def make(count):
    """Deterministic: a tenth with two tool calls, a twentieth refused by the API, a tenth failing, some by CloudEvent id or by
    their place in the topic instead of by `bridge.request_id`."""
    return [_request(number) for number in range(count)]


def _request(number):
    kind = number % 20
    body = {"task": f"Task {number}: find the price", "max_steps": 16, "enable_recording": number % 50 == 7,
            "metadata": {"start_ms": 100 + number * 37 % 900, "run_ms": 300 + number * 61 % 2700}}
    expected, calls = "done", 0
    if kind in (3, 13):
        body["custom_tools"], calls = TOOLS, 2
    elif kind == 5:
        body["max_steps"], expected = 1, "rejected"
    elif kind in (8, 16):
        body["metadata"]["outcome"], expected = "failed", "failed"
    if kind in (1, 5):
        body["x_unknown"] = UNKNOWN
    traceparent = f"00-{number % ROUNDS + 1:032x}-00f067aa0ba902b7-01"
    headers, request_id, value = (("x-origin", "acceptance, round=1"), ("traceparent", traceparent)), "", body
    if kind in (2, 5) and number // 20 % 2 == 0:
        request_id = f"event-{number}"
        headers += (("ce_specversion", "1.0"), ("ce_id", request_id), ("ce_type", "shop.price.asked"), ("ce_source", "/shop"),
                    ("content-type", "application/json"))
    elif kind not in (4, 5, 9):  # those are named by topic, partition and offset
        request_id = f"order-{number}"
        value = {**body, "bridge": {"request_id": request_id}}
    return Request(number, body, f"customer-{number % 97}", expected, calls, traceparent,
                   json.dumps(value, ensure_ascii=False).encode(), headers, request_id)


def send(kafka, requests):
    """Ten rounds with a trace of their own; inside a round those with the same headers go through one kcat."""
    for round_number in range(ROUNDS):
        groups = {}
        for request in requests:
            if request.number % ROUNDS == round_number:
                groups.setdefault(request.headers, []).append(request)
        for headers, group in groups.items():
            kafka.send_lines(TOPIC, [(r.key, r.value) for r in group], headers=headers)


def locate(requests, records):
    """The same requests with their place in the topic, and with the id that follows from it where they have no other."""
    places = {}
    for record in records:
        places.setdefault(record.value, []).append(record)
    located = []
    for request in requests:
        found = places.get(request.value, [])
        if len(found) != 1:
            raise RuntimeError(f"request {request.number} is {len(found)} times in {TOPIC}: the sender is at fault")
        at = found[0]
        located.append(replace(request, partition=at.partition, offset=at.offset,
                               request_id=request.request_id or f"{TOPIC}-{at.partition}-{at.offset}"))
    return located
