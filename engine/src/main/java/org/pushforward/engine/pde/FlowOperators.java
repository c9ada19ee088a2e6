package org.pushforward.engine.pde;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.FactorizedNetwork;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.PlaneConvolution;

/** Fourier operators from a frame of a film to the next, batch × n × n × channels, and what they cost. Stateless. */
final class FlowOperators {

    /** Blocks of a dense Fourier operator, as published. */
    private static final int BLOCKS = 4;
    /** Hidden channels of a block of a factorized one over its width, as published. */
    private static final int FACTOR = 4;
    private static final int WIDEST = 32;

    private FlowOperators() { }

    /** @param operations multiplications of an evaluation on n × n places */
    record Operator(Owner net, BiFunction<Theta, Value, Value> apply, IntToDoubleFunction operations) implements Owner {

        @Override
        public List<Part> parts() {
            return net.parts();
        }

        Value apply(Theta w, Value x) {
            return apply.apply(w, x);
        }

        double operations(int n) {
            return operations.applyAsDouble(n);
        }

        int size() {
            return parts().stream().mapToInt(Part::size).sum();
        }
    }

    static Operator factorized(int inputs, int width, int modes, int blocks) {
        FactorizedNetwork net = new FactorizedNetwork("ffno", inputs, width, 1, modes, blocks, FACTOR);
        return new Operator(net, net::apply, n -> {
            double along = 2.0 * (2 * 2.0 * modes * n * n * width + 4.0 * modes * n * width * width);
            return blocks * (along + 2.0 * n * n * FACTOR * width * width) + ends(n, inputs, width);
        });
    }

    static Operator dense(int inputs, int width, int modes) {
        OperatorNetwork net = new OperatorNetwork("fno", 2, inputs, width, 1, IntStream.range(0, BLOCKS).mapToObj(b -> {
            PlaneConvolution c = new PlaneConvolution("fno.mix." + b, width, width, modes);
            return OperatorNetwork.mixing(c, (w, x) -> c.apply(w, x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2));
        }).toList());
        return new Operator(net, (w, x) -> net.apply(w, x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1), n -> {
            double transforms = 2 * (2.0 * modes * n * n + 8.0 * modes * modes * n) * width;
            return BLOCKS * (transforms + 8.0 * modes * modes * width * width + (double) n * n * width * width) + ends(n, inputs, width);
        });
    }

    /** The dense one whose number of weights is nearest. */
    static Operator denseOfSize(int inputs, int modes, int size) {
        Operator best = dense(inputs, 1, modes);
        for (int width = 2; width <= WIDEST; width++) {
            Operator o = dense(inputs, width, modes);
            best = Math.abs(o.size() - size) < Math.abs(best.size() - size) ? o : best;
        }
        return best;
    }

    private static double ends(int n, int inputs, int width) {
        return (double) n * n * (inputs * width + 2 * width * width + 2 * width);
    }
}
