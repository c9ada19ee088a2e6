package org.pushforward.engine.diffusion;

import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.study.Training;

/** How noise becomes the label of an input, and how that is learned (Li, Teh & Pascanu 2025). Rows are examples, n of them. Immutable. */
interface LabelForm extends Weights.Owner {

    /** Without propagation, which every form can; the others are beside it. */
    String ALONE = "noprop";
    String BACK = "backprop";
    String FEEDBACK = "feedback";

    /**
     * Some examples.
     *
     * @param x inputs, n × d
     * @param label class of each
     * @param target u_y, n × m
     */
    record Batch(double[] x, int[] label, double[] target) {
        Value inputs(Theta w) {
            return w.tape().of(x, label.length, x.length / label.length);
        }
    }

    /** The ways to learn it, {@link #ALONE} first. */
    List<String> ways();

    /** Noises from which every example is labelled when accuracy is measured; a flow's label depends on them more than a row's. */
    int judgedBy();

    Value loss(String way, Theta w, Batch b, Training.Draw draw);

    /** From noise z₀ to the place that is read as a label, n × m each, without noise on the way, as it was learned in a way. */
    List<Value> path(String way, Theta w, Value x, Value z0);

    /** Share of the label in the variance of z, ᾱ, at each value of a path of {@link #ALONE}. */
    double[] signal(Fit fit, CancelToken cancel);
}
