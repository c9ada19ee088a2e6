package org.pushforward.engine.numerics.exact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What can be added, subtracted and multiplied, in this order where order matters; no division. Instances are immutable. */
public interface Ring<T> {

    T zero();

    T plus(T a, T b);

    T minus(T a, T b);

    T times(T a, T b);

    /** Remainders modulo {@code modulus}, from 0 on; the integers for 0, which throw {@link ArithmeticException} instead of overflowing. */
    static Ring<Long> integers(long modulus) {
        return new Ring<>() {
            @Override
            public Long zero() {
                return 0L;
            }

            @Override
            public Long plus(Long a, Long b) {
                return reduced(Math.addExact(a, b));
            }

            @Override
            public Long minus(Long a, Long b) {
                return reduced(Math.subtractExact(a, b));
            }

            @Override
            public Long times(Long a, Long b) {
                return reduced(Math.multiplyExact(a, b));
            }

            private long reduced(long v) {
                return modulus == 0 ? v : Math.floorMod(v, modulus);
            }
        };
    }

    /** n × n matrices over a ring, row by row: a ring in which order matters. */
    static <T> Ring<List<T>> blocks(int n, Ring<T> of) {
        return new Ring<>() {
            @Override
            public List<T> zero() {
                return Collections.nCopies(n * n, of.zero());
            }

            @Override
            public List<T> plus(List<T> a, List<T> b) {
                List<T> c = new ArrayList<>();
                for (int k = 0; k < n * n; k++) {
                    c.add(of.plus(a.get(k), b.get(k)));
                }
                return List.copyOf(c);
            }

            @Override
            public List<T> minus(List<T> a, List<T> b) {
                List<T> c = new ArrayList<>();
                for (int k = 0; k < n * n; k++) {
                    c.add(of.minus(a.get(k), b.get(k)));
                }
                return List.copyOf(c);
            }

            @Override
            public List<T> times(List<T> a, List<T> b) {
                List<T> c = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < n; j++) {
                        T sum = of.zero();
                        for (int k = 0; k < n; k++) {
                            sum = of.plus(sum, of.times(a.get(i * n + k), b.get(k * n + j)));
                        }
                        c.add(sum);
                    }
                }
                return List.copyOf(c);
            }
        };
    }
}
