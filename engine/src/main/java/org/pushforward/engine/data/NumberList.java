package org.pushforward.engine.data;

import java.util.Arrays;

/** Numbers of which it is not known how many will come. */
final class NumberList {

    private final int most;
    private double[] values = new double[1024];
    private int size;

    /** @param most numbers that are ever added */
    NumberList(int most) {
        this.most = most;
    }

    void add(double v) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(size + 1, (int) Math.min(most, size * 3L / 2)));
        }
        values[size++] = v;
    }

    int size() {
        return size;
    }

    double[] toArray() {
        return size == values.length ? values : Arrays.copyOf(values, size);
    }
}
