package org.pushforward.engine.compress;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * One set of weights for all {@link SmallNetworks}: a matrix for every place and kind, of which a network takes the first rows and columns that it is wide, and a
 * last layer for every depth. Our reading of weight sharing (Pham et al. 2018, arXiv:1802.03268). Stateless.
 */
final class SharedWeights {

    private static final int WIDEST = 32;
    private static final int DEEPEST = 3;

    private SharedWeights() { }

    static Weights weights() {
        List<Part> parts = new ArrayList<>();
        for (int l = 0; l < DEEPEST; l++) {
            int in = l == 0 ? SmallNetworks.PIXELS : WIDEST;
            for (int kind = 0; kind < SmallNetworks.KINDS.size(); kind++) {
                parts.add(new Part("w" + l + kind, Start.normal(Math.sqrt(2.0 / in)), WIDEST, in));
                parts.add(new Part("b" + l + kind, Start.ZERO, WIDEST));
            }
            parts.add(new Part("head" + l, Start.normal(1 / Math.sqrt(WIDEST)), SmallNetworks.CLASSES, WIDEST));
            parts.add(new Part("head.bias" + l, Start.ZERO, SmallNetworks.CLASSES));
        }
        return Weights.of(() -> parts);
    }

    /** Cross-entropy of a network with them, x of n × 64. */
    static Value loss(int number, Theta w, Value x, int[] label) {
        Value h = x;
        int[] ops = SmallNetworks.operations(number);
        for (int l = 0; l < ops.length; l++) {
            int width = SmallNetworks.WIDTHS[ops[l] / 3];
            int kind = ops[l] % 3;
            Value z = h.matmul(w.get("w" + l + kind).slice(0, 0, width).slice(1, 0, h.size(1)).transposed()).plus(w.get("b" + l + kind).slice(0, 0, width));
            h = switch (kind) {
                case 0 -> z.relu();
                case 1 -> z.tanh();
                default -> z.relu().plus(SmallNetworks.fitted(h.unsqueeze(0), width).at(0, 0));
            };
        }
        int last = ops.length - 1;
        Value logits = h.matmul(w.get("head" + last).slice(1, 0, h.size(1)).transposed()).plus(w.get("head.bias" + last));
        return HouseModels.crossEntropy(logits, label);
    }
}
