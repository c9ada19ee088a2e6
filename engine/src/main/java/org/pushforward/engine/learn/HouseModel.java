package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

/**
 * A trained network as compression sees it: matrices that are applied to rows, y = W x + b, and can be replaced. Immutable; arrays are not to be written.
 */
public interface HouseModel {

    /** Iterations of an epoch, when something learns from it. */
    int LESSONS = 24;

    /**
     * A matrix that may be made smaller.
     *
     * @param kind number of the kind it belongs to, from 0: what a model has many of is cut alike
     * @param w outputs × inputs, row-major
     */
    record Piece(String name, int kind, int inputs, int outputs, double[] w) { }

    /** @param loss mean cross-entropy in nats; {@code accuracy} a share */
    record Score(double loss, double accuracy) { }

    /**
     * What reaches and what leaves every matrix, a row a sample: inputs n × inputs, and derivatives of each sample's own loss by the outputs, n × outputs. A
     * sample is a picture, or a character in its text.
     */
    record Traces(List<double[]> inputs, List<double[]> deltas) {

        /** Derivative of the mean loss by matrix k, outputs × inputs. */
        public double[] slope(int k, int inputs, int outputs) {
            double[] slope = new double[outputs * inputs];
            double[] x = this.inputs.get(k);
            double[] d = deltas.get(k);
            int n = x.length / inputs;
            for (int s = 0; s < n; s++) {
                for (int i = 0; i < outputs; i++) {
                    double factor = d[s * outputs + i] / n;
                    for (int j = 0; factor != 0 && j < inputs; j++) {
                        slope[i * inputs + j] += factor * x[s * inputs + j];
                    }
                }
            }
            return slope;
        }
    }

    /** Those that may be made smaller. */
    List<Piece> pieces();

    /** What the kinds are called, in their order. */
    List<String> kinds();

    /** All there is to train, and {@code theta} what it is; not to be written. */
    Weights weights();

    double[] theta();

    /** What the matrix of a piece is called there. */
    String matrix(int piece);

    /** The same with all of its weights replaced. */
    HouseModel with(double[] theta);

    /** Logits of the samples of an iteration, samples × classes, as a function of the weights. */
    Function<Theta, Value> lesson(Philox random, long iteration);

    /** With another matrix in one place. */
    HouseModel with(int piece, double[] w);

    /** On all the samples that compression may look at. */
    Traces traces(CancelToken cancel);

    /** On some of them. */
    Traces traces(int batch, CancelToken cancel);

    /** On the held-out samples. */
    Score score(CancelToken cancel);

    /** Mean held-out loss in nats a sample. */
    default double heldOut(CancelToken cancel) {
        return score(cancel).loss;
    }

    /** Share of the held-out samples that are told right. */
    default double accuracy(CancelToken cancel) {
        return score(cancel).accuracy;
    }

    /** The least that any model could reach there; 0 where it is not known. */
    double floor();

    /** With all of its matrices replaced. */
    default HouseModel with(List<double[]> all) {
        HouseModel m = this;
        for (int k = 0; k < all.size(); k++) {
            m = m.with(k, all.get(k));
        }
        return m;
    }

    /** The matrices as they are. */
    default List<double[]> matrices() {
        List<double[]> all = new ArrayList<>();
        pieces().forEach(p -> all.add(p.w));
        return all;
    }
}
