package org.pushforward.engine.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.data.PointCloud;

/**
 * Has the streaming kernels compiled on the side, once a process, while a solver reads or draws its points: vectors cost a hundred times
 * more before they are compiled, and a team that meets them then only keeps the compiler waiting. Single precision comes first, as in a
 * solve. Compiled code belongs to the process, and so does this. Touches nothing that a result depends on. Thread-safe.
 */
final class KernelWarmUp {

    /** Sums over so many columns as often as that are enough for the compiler. */
    private static final int COLUMNS = 32;
    private static final int ROWS = 4000;
    /** The kernels know two, three and more coordinates. */
    private static final int GENERAL = 4;
    private static final Map<Integer, KernelWarmUp> STARTED = new ConcurrentHashMap<>();

    private final int dimension;
    private final CountDownLatch single = new CountDownLatch(1);
    private final CountDownLatch precise = new CountDownLatch(1);

    private KernelWarmUp(int dimension) {
        this.dimension = dimension;
        Thread.ofPlatform().daemon().name("pushforward-warm-up").start(this::compile);
    }

    /** The one for points of so many coordinates; it starts when it is first asked for. */
    static KernelWarmUp of(int dimension) {
        return STARTED.computeIfAbsent(Math.clamp(dimension, 2, GENERAL), KernelWarmUp::new);
    }

    /** Waits for the kernel, a fraction of a second at most. */
    void await(LogSumExp kernel, CancelToken cancel) {
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
