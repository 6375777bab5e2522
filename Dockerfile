# All five programs in one image; compose.yaml says which of them a container runs.
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libcurl4-openssl-dev libpq-dev libssl-dev libxlsxwriter-dev pkg-config zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Shared Shared
COPY Services Services
COPY Tests Tests
# The Swift libraries are linked in: the image below has none.
# Product by product: tools for tests need a library that is not there to be linked in.
RUN mkdir /programs \
    && for program in registry events reporting notifications week; do \
           swift build -c release --static-swift-stdlib --product "$program" || exit 1; \
           install -s ".build/release/$program" /programs/ || exit 1; \
       done

# A mail server that keeps what it gets: for the dev profile only.
FROM debian:bookworm-slim AS mail
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends python3-aiosmtpd \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o nobody -g nogroup /mail
USER nobody
VOLUME /mail
CMD ["python3", "-m", "aiosmtpd", "-n", "-l", "0.0.0.0:8025", "-c", "aiosmtpd.handlers.Mailbox", "/mail"]

FROM debian:bookworm-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends ca-certificates libcurl4 libpq5 libssl3 libxlsxwriter4 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin week \
    && install -d -o week -g week /var/lib/week /var/lib/week/outbox /var/lib/week/prepared
COPY scripts/await-files /usr/local/bin/
COPY docs/campaigns /usr/local/share/activity-week/campaigns
COPY --from=build /programs/ /usr/local/bin/
USER 10001
ENV WEEK_HOME=/var/lib/week
WORKDIR /var/lib/week
CMD ["week", "--help"]
