package org.pushforward.app.window;

import java.util.function.LongSupplier;

/**
 * Has the heap collected when most of it is garbage. The collector works beside the program and lets the heap grow where all processors
 * compute, though little of it lives; then one pause of a tenth of a second gives hundreds of megabytes back to the system.
 */
final class HeapWatch {

    private static final long ROOM = 128L << 20;
    private static final int PAUSE = 10;

    private final LongSupplier used;
    private final Runnable collect;
    private long live;
    private int since = PAUSE;

    /** @param used bytes in the heap, garbage included */
    HeapWatch(LongSupplier used, Runnable collect) {
        this.used = used;
        this.collect = collect;
    }

    /** Of this program. */
    static HeapWatch ofThisProgram() {
        Runtime r = Runtime.getRuntime();
        return new HeapWatch(() -> r.totalMemory() - r.freeMemory(), System::gc);
    }

    /** Called once a second. */
    void tick() {
        since++;
        if (since > PAUSE && used.getAsLong() > live + live / 2 + ROOM) {
            since = 0;
            collect.run();
            live = used.getAsLong();
        }
    }
}
