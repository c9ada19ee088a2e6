package org.pushforward.engine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {

    @Test
    void everyBlockIsDoneOnce() {
        try (Workers w = new Workers(3)) {
            for (int round = 0; round < 2000; round++) {
                AtomicIntegerArray seen = new AtomicIntegerArray(7);
                w.forEach(7, seen::incrementAndGet);
                for (int b = 0; b < 7; b++) {
                    assertThat(seen.get(b)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void sumsHaveTheSameBitsForAnyNumberOfThreads() {
        double[] x = new double[100_003];
        for (int k = 0; k < x.length; k++) {
            x[k] = Math.sin(k * 1e3) * Math.exp(k % 40);
        }
        Workers.RangeSum part = (from, to) -> {
            double s = 0;
            for (int k = from; k < to; k++) {
                s += x[k];
            }
            return s;
        };
        try (Workers one = Workers.serial(); Workers two = new Workers(2); Workers five = new Workers(5)) {
            double expected = one.sum(x.length, part);
            assertThat(two.sum(x.length, part)).isEqualTo(expected);
            assertThat(five.sum(x.length, part)).isEqualTo(expected);
        }
    }

    @Test
    void anExceptionReachesTheCaller() {
        try (Workers w = new Workers(2)) {
            assertThatThrownBy(() -> w.forEach(4, b -> {
                throw new CancelToken.Cancelled();
            })).isInstanceOf(CancelToken.Cancelled.class);
        }
    }
}
