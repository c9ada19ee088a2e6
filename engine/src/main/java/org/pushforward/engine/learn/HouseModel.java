package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.CancelToken;

/**
 * A trained network as compression sees it: matrices that are applied to rows, y = W x + b, and can be replaced. Immutable; arrays are not to be written.
 */
public interface HouseModel {

    /**
     * A matrix that may be made smaller.
     *
     * @param kind number of the kind it belongs to, from 0: what a model has many of is cut alike
     * @param w outputs × inputs, row-major
     */
    record Piece(String name, int kind, int inputs, int outputs, double[] w) { }

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

    /** With another matrix in one place. */
    HouseModel with(int piece, double[] w);

    /** On all the samples that compression may look at. */
    Traces traces(CancelToken cancel);

    /** On some of them. */
    Traces traces(int batch, CancelToken cancel);

    /** Mean held-out loss in nats a sample. */
    double heldOut(CancelToken cancel);

    /** Share of the held-out samples that are told right. */
    double accuracy(CancelToken cancel);

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
