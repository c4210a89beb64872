# docker build -t sallyport . && docker run --rm -p 8080:8080 -v "$PWD/config:/etc/sallyport:ro" sallyport
FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libcrypt-dev libevent-dev liblmdb-dev libssl-dev libyaml-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Sources Sources
# The manifest names the test targets; their folders must exist, their files are not built.
COPY Tests Tests
RUN swift build -c release --product sallyport --static-swift-stdlib \
    && strip -o /sallyport .build/release/sallyport

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libevent-2.1-7 libevent-core-2.1-7 libevent-extra-2.1-7 liblmdb0 libssl3 libyaml-0-2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin sallyport \
    && install -d -o 10001 -m 700 /var/lib/sallyport
COPY --from=build /sallyport /usr/local/bin/sallyport
USER 10001
EXPOSE 8080
# Asks the health listener of the configuration whether the gateway is ready.
HEALTHCHECK --interval=10s --timeout=3s --start-period=2s CMD ["sallyport", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["sallyport"]
CMD ["run"]
