package io.headwater.bench;

/** A row of figures: which server, and for two of them by which way it is reached. */
enum Who {
    FLOOR("floor", false),
    HEADWATER("headwater", false),
    PEER("grpc-java", false),
    FLOOR_UNIX("floor, unix", true),
    HEADWATER_UNIX("headwater, unix", true);

    final String label;
    final boolean unix;

    Who(String label, boolean unix) {
        this.label = label;
        this.unix = unix;
    }
}
