package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Convolution;
import org.pushforward.engine.learn.layer.Convolution.Edge;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.learn.layer.PlaneWaves;

/**
 * Blocks with a local and a spectral branch (Li & Salim 2025, arXiv:2509.24868; our reading): h ← F⁻¹(α V + (1 − α) F h) + C(h), where C are two 3 × 3
 * convolutions around a GELU, V are the lowest waves of h, each mixed by a matrix, and 0 beyond, and α is a gate for every ring of waves, a sigmoid of a
 * perceptron of the mean magnitudes of all rings. Gates at 0 leave h + C(h), the network of local branches. The wave n/2 of the second axis passes.
 * Batch × n × n × channels.
 *
 * @param modes waves of V along an axis
 * @param bands rings, of equal width up to n/2; what lies beyond is in the last
 */
record BandNetwork(int inputs, int width, int modes, int bands, int blocks, int side, Gates gates) implements Owner {

    /** Gates as they are learned, or all at 1, or all at 0; or no spectral branch at all, which has no weights then. */
    enum Gates { LEARNED, OPEN, ZERO, SHUT }

    private static final int HIDDEN = 16;

    private Dense place(String what, int from, int to) {
        return new Dense(what, from, to);
    }

    private Convolution local(int block, String which) {
        return new Convolution("local." + block + "." + which, 2, width, width, 3, Edge.AROUND);
    }

    private PlaneConvolution mixing(int block) {
        return new PlaneConvolution("mix." + block, width, width, modes);
    }

    private Perceptron gate(int block) {
        return Perceptron.fromZero("gate." + block, Value::gelu, bands, HIDDEN, bands);
    }

    @Override
    public List<Part> parts() {
        Stream<Owner> ends = Stream.of(place("lift", inputs, width), place("hidden", width, 2 * width), place("project", 2 * width, 1));
        Stream<Owner> inner = IntStream.range(0, blocks).boxed().flatMap(b -> Stream.of(local(b, "first"), local(b, "second")));
        Stream<Owner> spectral = gates == Gates.SHUT ? Stream.of() : IntStream.range(0, blocks).boxed().flatMap(b -> Stream.of(mixing(b), gate(b)));
        return Stream.of(ends, inner, spectral).flatMap(s -> s).flatMap(o -> o.parts().stream()).toList();
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    Value apply(Theta w, Value x) {
        Value h = place("lift", inputs, width).apply(w, x);
        for (int b = 0; b < blocks; b++) {
            h = block(w, b, h);
        }
        return place("project", 2 * width, 1).apply(w, place("hidden", width, 2 * width).apply(w, h).gelu());
    }

    Value block(Theta w, int b, Value h) {
        Value local = local(b, "second").apply(w, local(b, "first").apply(w, h.permute(0, 3, 1, 2)).gelu()).permute(0, 2, 3, 1);
        return gates == Gates.SHUT ? h.plus(local) : h.plus(spectral(w, b, h)).plus(local);
    }

    /** F⁻¹(α (V − F h)), what the spectral branch changes. */
    Value spectral(Theta w, int b, Value h) {
        PlaneWaves all = new PlaneWaves(side / 2, side);
        PlaneWaves low = new PlaneWaves(modes, side);
        Value waves = all.forward(h);
        Value alpha = gates(w, b, waves);
        Value mixed = mixing(b).mixed(w, low.forward(h)).times(spread(alpha, low));
        return low.backward(mixed).minus(all.backward(waves.times(spread(alpha, all))));
    }

    /** Batch × bands. */
    private Value gates(Theta w, int b, Value waves) {
        Tape tape = w.tape();
        if (gates != Gates.LEARNED) {
            double[] all = new double[waves.size(0) * bands];
            Arrays.fill(all, gates == Gates.OPEN ? 1 : 0);
            return tape.of(all, waves.size(0), bands);
        }
        // Magnitudes over n, so that they are of order 1; the small number keeps the root smooth.
        Value magnitude = waves.times(1.0 / side).square().sum(1).plus(1e-6).root().mean(2);
        Value rings = magnitude.matmul(rings(tape, new PlaneWaves(side / 2, side), true).transposed());
        return gate(b).apply(w, rings.plus(1).log()).sigmoid();
    }

    /** Gates of the frames of a batch, blocks × batch × bands. */
    Value gates(Theta w, Value x) {
        Value h = place("lift", inputs, width).apply(w, x);
        Value[] of = new Value[blocks];
        for (int b = 0; b < blocks; b++) {
            of[b] = gates == Gates.SHUT ? w.tape().zeros(x.size(0), bands) : gates(w, b, new PlaneWaves(side / 2, side).forward(h));
            h = block(w, b, h);
        }
        return Value.stack(0, of);
    }

    /** Gates of bands to gates of waves: batch × 1 × waves × 1. */
    private Value spread(Value alpha, PlaneWaves waves) {
        return alpha.matmul(rings(alpha.tape(), waves, false)).reshape(alpha.size(0), 1, waves.count(), 1);
    }

    /** Of a wave, with numbers from −n/2 to n/2. */
    static int band(int p, int q, int bands, int side) {
        return Math.min(bands - 1, (int) (bands * Math.hypot(p, q) / (0.5 * side)));
    }

    /** Bands × waves: whose wave it is, or its share of the mean. */
    private Value rings(Tape tape, PlaneWaves waves, boolean isMean) {
        double[] r = new double[bands * waves.count()];
        int[] counts = new int[bands];
        for (int k = 0; k < waves.count(); k++) {
            counts[band(waves.first(k), waves.second(k), bands, side)]++;
        }
        for (int k = 0; k < waves.count(); k++) {
            int band = band(waves.first(k), waves.second(k), bands, side);
            r[band * waves.count() + k] = isMean ? 1.0 / counts[band] : 1;
        }
        return tape.of(r, bands, waves.count());
    }
}
