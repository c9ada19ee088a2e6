package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.data.BlobPhantoms;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Attention;
import org.pushforward.engine.learn.layer.ConvNext;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.LayerNorm;
import org.pushforward.engine.learn.layer.WindowAttention;

/**
 * A small net of the shape of a Y for scans of 12³ voxels: down by windows of attention, plain and shifted, on 6³ tokens of 2³ voxels and on 3³ tokens; at the bottom the
 * vector of the patient asks the lowest map, and what it is told scales and shifts that map; up by ConvNeXt blocks on 6³ and 12³, to which what was there on the way down is
 * added. Channels are last. Without the cross-attention it is a U, and the patient is not heard.
 *
 * @param width channels on 6³; twice that at the bottom, half of it on 12³
 */
record YNet(int width, boolean isAsking) implements Owner {

    static final int SIDE = 12;
    private static final int HALF = SIDE / 2;
    private static final int QUARTER = SIDE / 4;
    private static final int HEADS = 2;

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        List<Owner> owners = new ArrayList<>(List.of(voxel(), patch(), plain(), shifted(), merge(), bottom(), rise(1), rise(0), next(1), next(0), says()));
        if (isAsking()) {
            owners.addAll(List.of(asks(), norm(), cross(), tells()));
        }
        owners.forEach(o -> all.addAll(o.parts()));
        return all;
    }

    private Dense voxel() {
        return new Dense("voxel", 1, width / 2);
    }

    private Dense patch() {
        return new Dense("patch", 8, width);
    }

    private WindowAttention plain() {
        return new WindowAttention("plain", width, HEADS, QUARTER, 0);
    }

    private WindowAttention shifted() {
        return new WindowAttention("shifted", width, HEADS, QUARTER, 1);
    }

    private Dense merge() {
        return new Dense("merge", 8 * width, 2 * width);
    }

    private WindowAttention bottom() {
        return new WindowAttention("bottom", 2 * width, HEADS, QUARTER, 0);
    }

    private Dense asks() {
        return new Dense("asks", BlobPhantoms.FEATURES, 2 * width);
    }

    private LayerNorm norm() {
        return new LayerNorm("cross.norm", 2 * width);
    }

    private Attention cross() {
        return new Attention("cross", 2 * width, HEADS);
    }

    private Dense tells() {
        return new Dense("tells", 2 * width, 4 * width);
    }

    private Dense rise(int level) {
        return new Dense("rise." + level, level == 1 ? 2 * width : width, 8 * (level == 1 ? width : width / 2));
    }

    private ConvNext next(int level) {
        return new ConvNext("next." + level, level == 1 ? width : width / 2);
    }

    private Dense says() {
        return new Dense("says", width / 2, 1);
    }

    /**
     * @param voxels count × 12³
     * @param patients count × 4
     * @return logits, count × 12³
     */
    Value logits(Theta w, double[] voxels, double[] patients) {
        int b = voxels.length / (SIDE * SIDE * SIDE);
        Value x = w.tape().of(voxels, b, SIDE, SIDE, SIDE, 1);
        Value half = shifted().apply(w, plain().apply(w, patch().apply(w, blocks(x))));
        Value low = bottom().apply(w, merge().apply(w, blocks(half)));
        Value asked = isAsking() ? told(w, low, w.tape().of(patients, b, 1, BlobPhantoms.FEATURES)) : low;
        Value up = next(1).apply(w, half.plus(spread(rise(1).apply(w, asked))));
        Value full = next(0).apply(w, voxel().apply(w, x).plus(spread(rise(0).apply(w, up))));
        return says().apply(w, full.gelu()).reshape(b, SIDE * SIDE * SIDE);
    }

    /** The patient's vector is the query, the lowest map keys and values. */
    private Value told(Theta w, Value low, Value patients) {
        int b = low.size(0);
        Value map = norm().apply(w, low.reshape(b, QUARTER * QUARTER * QUARTER, 2 * width));
        Value query = asks().apply(w, patients);
        List<Value> m = tells().apply(w, query.plus(cross().apply(w, query, map, false))).reshape(b, 1, 1, 1, 4 * width).split(4, 2 * width, 2 * width);
        return low.times(m.get(0).plus(1)).plus(m.get(1));
    }

    /** Blocks of 2³ become channels. */
    private static Value blocks(Value x) {
        int b = x.size(0);
        int n = x.size(1) / 2;
        int c = x.size(4);
        return x.reshape(b, n, 2, n, 2, n, 2, c).permute(0, 1, 3, 5, 2, 4, 6, 7).reshape(b, n, n, n, 8 * c);
    }

    /** Channels become blocks of 2³. */
    private static Value spread(Value x) {
        int b = x.size(0);
        int n = x.size(1);
        int c = x.size(4) / 8;
        return x.reshape(b, n, n, n, 2, 2, 2, c).permute(0, 1, 4, 2, 5, 3, 6, 7).reshape(b, 2 * n, 2 * n, 2 * n, c);
    }

    /** Mean of −log p of the right answer of every voxel. */
    static Value crossEntropy(Value logits, Value lesion) {
        return signed(logits, lesion).negated().softplus().mean();
    }

    /** Logits, positive where they are right. */
    private static Value signed(Value logits, Value lesion) {
        return logits.times(lesion.times(2).minus(1));
    }

    /** Cross-entropy, the same weighted by (1 − p)² (Lin et al. 2017, arXiv:1708.02002), and one less the Dice of the probabilities, scan by scan, summed. */
    static Value diceFocal(Value logits, Value lesion) {
        Value right = signed(logits, lesion);
        Value entropy = right.negated().softplus();
        Value focal = right.negated().sigmoid().square().times(entropy).mean();
        Value p = logits.sigmoid();
        Value dice = p.times(lesion).sum(1).times(2).plus(1).over(p.sum(1).plus(lesion.sum(1)).plus(1));
        return entropy.mean().plus(focal).plus(dice.mean().from(1));
    }
}
