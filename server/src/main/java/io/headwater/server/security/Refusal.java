package io.headwater.server.security;

import io.grpc.Status;

/** Why a call was refused. Codes and messages are part of the protocol: clients and their operators see them. */
public enum Refusal {
    NO_PEER("no_peer", Status.Code.INTERNAL, "peer information not found in request context"),
    NOT_TLS("not_tls", Status.Code.UNAUTHENTICATED, "request is not using TLS"),
    NO_CERTIFICATE("no_certificate", Status.Code.UNAUTHENTICATED, "client did not provide a certificate"),
    NO_TOKEN("no_token", Status.Code.UNAUTHENTICATED, "Request unauthenticated with Bearer"),
    OTHER_SCHEME("other_scheme", Status.Code.UNAUTHENTICATED, "Request unauthenticated with Bearer"),
    BAD_AUTHORIZATION("bad_authorization", Status.Code.UNAUTHENTICATED, "Bad authorization string"),
    WRONG_TOKEN("wrong_token", Status.Code.UNAUTHENTICATED, "invalid auth token: invalid session token");

    private final String reason;
    private final Status.Code code;
    private final String message;

    Refusal(String reason, Status.Code code, String message) {
        this.reason = reason;
        this.code = code;
        this.message = message;
    }

    /** A fixed lower-case word, fit for a metric's label. */
    public String reason() {
        return reason;
    }

    public Status status() {
        return code.toStatus().withDescription(message);
    }
}
