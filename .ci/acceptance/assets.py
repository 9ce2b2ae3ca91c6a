"""What the independent task API keeps beside tasks: uploaded files and browser profiles."""
import hashlib
import itertools
import json
import re

MAX_PURPOSE = 64
FILE_NAME = re.compile(r'filename="((?:[^"\\]|\\.)*)"')
FIELD_NAME = re.compile(r'[; ]name="([^"]*)"')


def problem(status, detail):
    return status, {"detail": detail}


class Assets:
    def __init__(self):
        self.files, self.profiles, self.deleted = {}, {}, []
        self._numbers = itertools.count(1)

    def answer(self, method, path, headers, body):
        """(status, answer), or None where the path is not about assets."""
        kind, _, name = path.lstrip("/").partition("/")
        if kind == "file":
            return self._delete(self.files, name, "File") if name else self._upload(method, headers, body)
        if kind == "profile":
            return self._delete(self.profiles, name, "Profile") if name else self._profile(method, body)
        return None

    def objection(self, request):
        """What a task asks for and is not there; None when all is there."""
        profile, files = request.get("profile_id"), request.get("files") or []
        if profile is not None and profile not in self.profiles:
            return f"Profile {profile} not found"
        missing = [name for name in files if name not in self.files]
        return f"Files not found: {missing}" if missing else None

    def record(self):
        return {"files": self.files, "profiles": list(self.profiles), "deleted": self.deleted}

    def _delete(self, kept, name, what):
        if kept.pop(name, None) is None:
            return problem(404, f"{what} not found.")
        self.deleted.append(name)
        return 200, {"r": True}

    def _profile(self, method, body):
        if method == "GET":
            return 200, {"r": list(self.profiles.values())}
        wanted = json.loads(body or b"{}").get("id") or f"profile-{next(self._numbers)}"
        if wanted in self.profiles:
            return problem(409, "Profile with this ID already exists.")
        self.profiles[wanted] = {"id": wanted}
        return 200, {"r": {"id": wanted}}

    def _upload(self, method, headers, body):
        if method != "POST":
            return problem(405, "Method Not Allowed")
        parts = multipart(headers.get("content-type", ""), body)
        if parts is None or "file" not in parts:
            return 422, {"detail": [{"type": "missing", "loc": ["body", "file"], "msg": "Field required"}]}
        name, content = parts["file"]
        purpose = parts["file_purpose"][1].decode() if "file_purpose" in parts else None
        if not name or "/" in name or len(purpose or "") > MAX_PURPOSE:
            return problem(400, "Invalid file or filename.")
        file_id = f"file-{next(self._numbers)}"
        self.files[file_id] = {"name": name, "purpose": purpose, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return 200, {"r": {"id": file_id}}


def multipart(content_type, body):
    """Field -> (file name or None, bytes), as RFC 7578 has it; None when the body is no such form."""
    kind, _, rest = content_type.partition("boundary=")
    if not kind.lower().startswith("multipart/form-data") or not rest:
        return None
    mark = b"--" + rest.split(";")[0].strip().strip('"').encode()
    sections = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(sections) < 2 or not sections[-1].startswith(b"--"):
        return None
    fields = {}
    for section in sections[1:-1]:
        head, found, content = section.partition(b"\r\n\r\n")
        said = head.decode("utf-8")
        field, file = FIELD_NAME.search(said), FILE_NAME.search(said)
        if not found or not field:
            return None
        fields[field.group(1)] = (file.group(1) if file else None, content)
    return fields
