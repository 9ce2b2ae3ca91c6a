# The simulated task API of the sandbox as an image: for trials and tests, never beside a real account.
# A file of its own, because nothing of the sandbox is ever in the bridge's image. From the repository's root:
#   mvn -q -Dsandbox package
#   docker build -f deploy/sandbox.Dockerfile -t task-bridge-sandbox-api .
ARG BASE_IMAGE=eclipse-temurin:17-jre-noble
FROM ${BASE_IMAGE}

LABEL org.opencontainers.image.title="Kafka Task Bridge: simulated task API" \
      org.opencontainers.image.licenses="Apache-2.0"

ENV JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:TieredStopAtLevel=1"

WORKDIR /opt/sandbox
COPY target/sandbox/quarkus-app/lib/ lib/
COPY target/sandbox/quarkus-app/app/ app/

USER 10001:10001
EXPOSE 8090
ENTRYPOINT ["java", "-XX:-UsePerfData", "-cp", "app/*:lib/boot/*:lib/main/*", "io.taskbridge.sandbox.api.SimulatedTaskApiMain"]
# Port, settings (see src/sandbox/README.md), address.
CMD ["8090", "{}", "0.0.0.0"]
