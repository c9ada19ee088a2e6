package org.pushforward.engine.transport.points;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.data.PointCloud;

/**
 * Has the streaming kernels compiled on the side, once a process, while a solver reads or draws its points: vectors cost a hundred times
 * more before they are compiled, and a team that meets them then only keeps the compiler waiting. Single precision comes first, as in a
 * solve. Compiled code belongs to the process, and so does this. Touches nothing that a result depends on. Thread-safe.
 */
enum KernelWarmUp {
    PLANE(2), SPACE(3),
    /** Four coordinates and more. */
    GENERAL(4);

    /** Sums over so many columns as often as that are enough for the compiler. */
    private static final int COLUMNS = 32;
    private static final int ROWS = 4000;

    private final int dimension;
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch single = new CountDownLatch(1);
    private final CountDownLatch precise = new CountDownLatch(1);

    KernelWarmUp(int dimension) {
        this.dimension = dimension;
    }

    /** The one for points of so many coordinates. */
    static KernelWarmUp of(int dimension) {
        return dimension <= PLANE.dimension ? PLANE : dimension == SPACE.dimension ? SPACE : GENERAL;
    }

    /** Begins, unless it has begun before. */
    void start() {
        if (started.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("pushforward-warm-up").start(this::compile);
        }
    }

    /** Waits for the kernel, a fraction of a second at most. */
    void await(LogSumExp kernel, CancelToken cancel) {
        start();
        CountDownLatch ready = kernel instanceof SingleLogSumExp ? single : precise;
        try {
            while (!ready.await(1, TimeUnit.MILLISECONDS)) {
                cancel.throwIfCancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void compile() {
        try {
            double[] x = new double[COLUMNS * dimension];
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.sin(i);
            }
            ScaledCloud cloud = new ScaledCloud(PointCloud.uniform(dimension, x), new double[dimension], 1);
            compile(new SingleLogSumExp(), cloud);
            single.countDown();
            compile(new DoubleLogSumExp(), cloud);
        } finally {
            single.countDown();
            precise.countDown();
        }
    }

    private static void compile(LogSumExp kernel, ScaledCloud cloud) {
        double[] sums = new double[2];
        kernel.prepare(cloud, new double[COLUMNS]);
        for (int k = 0; k < ROWS; k++) {
            int i = k % COLUMNS;
            kernel.sums(cloud, i, cloud, cloud.squared[i], sums);
        }
    }
}
