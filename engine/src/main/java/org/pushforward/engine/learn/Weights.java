package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.numerics.Philox;

/**
 * The layout of all weights of a model in one vector θ: named arrays, one behind the other. Immutable and thread-safe.
 *
 * @see Theta
 */
public final class Weights {

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final int size;

    /** Where an array stands in θ. */
    record Slot(Part part, int from) { }

    /** How weights start. */
    @FunctionalInterface
    public interface Start {

        /**
         * @param u uniform in (0, 1], to be replaced by the weights
         */
        void fill(double[] u);

        Start ZERO = u -> Arrays.fill(u, 0);
        Start ONE = u -> Arrays.fill(u, 1);

        /** Uniform in ±bound. */
        static Start uniform(double bound) {
            return u -> Arrays.setAll(u, k -> bound * (2 * u[k] - 1));
        }

        /** Normal with that deviation (Box & Muller 1958). */
        static Start normal(double deviation) {
            return u -> {
                for (int k = 0; k < u.length; k += 2) {
                    double radius = deviation * Math.sqrt(-2 * Math.log(u[k]));
                    double angle = 2 * Math.PI * (k + 1 < u.length ? u[k + 1] : u[0]);
                    u[k] = radius * Math.cos(angle);
                    if (k + 1 < u.length) {
                        u[k + 1] = radius * Math.sin(angle);
                    }
                }
            };
        }

        /** Always the same. */
        static Start constant(double value) {
            return u -> Arrays.fill(u, value);
        }
    }

    /** One named array of weights. */
    public record Part(String name, Start start, int... shape) {
        public int size() {
            return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        }
    }

    /** Something that has weights: a layer, or a model made of layers. */
    @FunctionalInterface
    public interface Owner {
        List<Part> parts();
    }

    private Weights(List<Part> parts) {
        int at = 0;
        for (Part p : parts) {
            if (slots.put(p.name, new Slot(p, at)) != null) {
                throw new IllegalArgumentException("two arrays of weights are called " + p.name);
            }
            at += p.size();
        }
        size = at;
    }

    /** Those of some layers, in their order. */
    public static Weights of(Owner... owners) {
        List<Part> all = new ArrayList<>();
        for (Owner o : owners) {
            all.addAll(o.parts());
        }
        return new Weights(all);
    }

    /** The length of θ. */
    public int size() {
        return size;
    }

    /** θ to start from: every array drawn from numbers of its own. */
    public double[] initial(Philox random) {
        double[] theta = new double[size];
        int number = 0;
        for (Slot s : slots.values()) {
            double[] u = new double[s.part.size()];
            random.uniforms(number++, 1, 0, u.length, u, 0);
            s.part.start.fill(u);
            System.arraycopy(u, 0, theta, s.from, u.length);
        }
        return theta;
    }

    /** The arrays in their order. */
    public List<Part> parts() {
        return slots.values().stream().map(Slot::part).toList();
    }

    /** Where an array begins in θ. */
    public int offset(String name) {
        return slot(name).from;
    }

    Slot slot(String name) {
        Slot s = slots.get(name);
        if (s == null) {
            throw new IllegalArgumentException("no array of weights is called " + name + "; there are " + slots.keySet());
        }
        return s;
    }
}
