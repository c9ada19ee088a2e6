package org.pushforward.engine.study;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.numerics.Matrix;

/** Approximate memory of a value: the arrays in its records and collections, whatever they are nested in; what is shared counts again. */
final class Footprint {

    private static final int HEADER = 32;

    private Footprint() { }

    static long of(Object o) {
        return switch (o) {
            case null -> 0;
            case double[] a -> (long) Double.BYTES * a.length;
            case float[] a -> (long) Float.BYTES * a.length;
            case int[] a -> (long) Integer.BYTES * a.length;
            case long[] a -> (long) Long.BYTES * a.length;
            case byte[] a -> a.length;
            case boolean[] a -> a.length;
            case Object[] a -> Arrays.stream(a).mapToLong(Footprint::of).sum();
            case Collection<?> c -> c.stream().mapToLong(Footprint::of).sum();
            case Map<?, ?> m -> m.values().stream().mapToLong(Footprint::of).sum();
            case Matrix m -> (long) Double.BYTES * m.rows() * m.columns();
            case Solver.State s -> s.bytes();
            case Record r -> HEADER + Arrays.stream(r.getClass().getRecordComponents()).mapToLong(c -> of(value(r, c))).sum();
            default -> HEADER;
        };
    }

    private static Object value(Record r, RecordComponent c) {
        try {
            c.getAccessor().setAccessible(true);
            return c.getAccessor().invoke(r);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(r.getClass() + " cannot be measured", e);
        }
    }
}
