package org.pushforward.engine.learn;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.Philox;

/**
 * What all who race on the handwritten digits have in common: weights of the house model, order of the data, budget and the decay of the rate, so
 * that only the rule differs. A batch that the last digits of an epoch do not fill is smaller.
 *
 * @param decays whether the rate falls linearly to 0 at the end
 */
public record DigitsCourse(int epochs, int batch, boolean decays) {

    /** Before the first iteration, the same weights for every optimizer. */
    public static Fit start(Optimizer optimizer, Philox random) {
        Tape.prepare();
        return Fit.from(HouseModels.weights(), optimizer, HouseModels.initial(random));
    }

    public int iterationsAnEpoch() {
        return (DigitsNet.Examples.of(false).count() + batch - 1) / batch;
    }

    public int iterations() {
        return epochs * iterationsAnEpoch();
    }

    /** One more iteration. */
    public Fit step(Fit fit, double rate, Philox random, CancelToken cancel) {
        int each = iterationsAnEpoch();
        int epoch = (int) (fit.iterations() / each);
        int from = (int) (fit.iterations() % each) * batch;
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        int[] order = HouseModels.order(random, epoch, known.count());
        DigitsNet.Examples b = HouseModels.picked(known, Arrays.copyOfRange(order, from, Math.min(order.length, from + batch)));
        double now = decays ? rate * Math.max(0, 1 - (double) fit.iterations() / iterations()) : rate;
        return fit.step(cancel, now, w -> HouseModels.crossEntropy(HouseModels.logits(w, w.tape().of(b.x(), b.count(), 64)), b.label()));
    }

    /** Some more. */
    public Fit steps(Fit fit, int count, double rate, Philox random, CancelToken cancel) {
        Fit f = fit;
        for (int k = 0; k < count && f.iterations() < iterations(); k++) {
            f = step(f, rate, random, cancel);
        }
        return f;
    }

    /** Mean cross-entropy of all digits that are trained on, in nats. */
    public static double loss(Fit fit, CancelToken cancel) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        return fit.evaluate(cancel, w -> HouseModels.crossEntropy(HouseModels.logits(w, w.tape().of(known.x(), known.count(), 64)), known.label()))[0];
    }

    /** Share of the held-out digits that are recognized. */
    public static double accuracy(Fit fit, CancelToken cancel) {
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        return Calibration.accuracy(fit.evaluate(cancel, w -> HouseModels.logits(w, w.tape().of(held.x(), held.count(), 64))), held.label());
    }
}
