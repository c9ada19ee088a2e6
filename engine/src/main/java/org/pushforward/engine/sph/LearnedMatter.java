package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.study.Turn;

/** What a convolution learns to move: how it is computed, and how much of it is looked at. Places stand particle by particle, an axis after the other. */
sealed interface LearnedMatter permits GasOnCircle, FluidInBox {

    /** Samples that are learned from. */
    int taught();

    /** Samples, others, that are judged. */
    int judged();

    /** Of a training, in an iteration. */
    int batch();

    /** By how much places are off where an iteration starts, over what the usual acceleration moves a particle by in a step. */
    double shaken();

    /** Steps of the layer that are computed. */
    int frames();

    /** The step from which rolling is judged, once what is due to the start is over. */
    int from();

    /** Where a coordinate is no more than lost. */
    double lost();

    /** Steps of the run in which a sample is made. */
    int parts();

    /** A sample that is not begun. */
    Making sample(int number, Turn t);

    ParticleConvolution layer(String basis, int terms, String window, String mapping);

    /** Samples in all. */
    default int samples() {
        return taught() + judged();
    }

    /** A sample on the way. */
    interface Making {

        /** At every step of the layer so far. */
        List<double[]> places();

        /** A part more. */
        Making further(Turn t);
    }

    /** Places turned by quarters, and then mirrored if {@code turns} is 4 or more: what a square that repeats does not feel. */
    static double[] turned(double[] x, int turns) {
        double[] y = x.clone();
        for (int q = 0; q < turns % 4; q++) {
            for (int i = 0; i < y.length; i += 2) {
                double first = y[i];
                y[i] = -y[i + 1];
                y[i + 1] = first;
            }
        }
        if (turns >= 4) {
            Arrays.setAll(y, i -> i % 2 == 0 ? -y[i] : y[i]);
        }
        return y;
    }
}
