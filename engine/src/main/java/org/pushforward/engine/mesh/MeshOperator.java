package org.pushforward.engine.mesh;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Convolution;
import org.pushforward.engine.learn.layer.Convolution.Edge;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Jets;

/**
 * The operator u ↦ φ of Data-free Mesh Movers (Hu, Wang, Ma 2024, §3.1): a branch sees the monitor on a grid, a trunk the place ξ with all its
 * derivatives, a head the two side by side; the mesh is x = ξ + ∇φ. The trunk sees cos kπξ, k = 1 to 5, so that ∂φ/∂n = 0 holds exactly. Immutable.
 *
 * <p>The loss of a field at points ξ is mean (M(x) det(I + D²φ)/θ − 1)² + mean (min(0, 1 + φ_xx)² + min(0, 1 + φ_yy)²), θ = ∫M.
 */
final class MeshOperator implements Owner {

    /** Cells a side of what the branch sees. */
    static final int SEEN = 32;
    private static final int WAVES = 5;
    private static final int JET = 6;
    private static final int WIDE = 64;
    private static final String TRAINED = "mesh-operator.bin";

    private final List<Convolution> convolutions = List.of(new Convolution("branch.0", 2, 1, 8, 5, Edge.ZERO), new Convolution("branch.1", 2, 8, 12, 5, Edge.ZERO),
            new Convolution("branch.2", 2, 12, 12, 3, Edge.ZERO));
    private final List<Dense> encoder = List.of(new Dense("encoder.0", 12 * SEEN * SEEN / 16, WIDE), new Dense("encoder.1", WIDE, WIDE));
    private final Dense first = new Dense("trunk.0", 2 * WAVES, 32);
    private final Dense second = new Dense("trunk.1", 32, WIDE);
    private final Dense joined = new Dense("head.0", WIDE, WIDE);
    private final Dense narrow = new Dense("head.1", WIDE, 32);
    private final Dense last = new Dense("head.2", 32, 1, Start.normal(0.01));
    private final Weights weights = Weights.of(this);

    /** What the loss of a field needs: its monitor, its mean, and what the branch sees. */
    record Seen(MonitorFunction monitor, double mean, double[] logs) {
        static Seen of(MonitorFunction monitor) {
            double[] m = GriddedMonitor.sample(monitor, Rect.UNIT, SEEN, SEEN);
            return new Seen(monitor, Arrays.stream(m).average().orElseThrow(), Arrays.stream(m).map(Math::log).toArray());
        }

        /** Points by a density ∝ M over the cells; u holds three numbers a point. */
        double[] points(double[] u) {
            double[] sum = new double[logs.length + 1];
            for (int k = 0; k < logs.length; k++) {
                sum[k + 1] = sum[k] + Math.exp(logs[k]);
            }
            double[] x = new double[u.length / 3 * 2];
            for (int p = 0; p < u.length / 3; p++) {
                int k = Arrays.binarySearch(sum, u[3 * p] * sum[logs.length]);
                int c = Math.clamp(k < 0 ? -k - 2 : k, 0, logs.length - 1);
                x[2 * p] = (c / SEEN + u[3 * p + 1]) / SEEN;
                x[2 * p + 1] = (c % SEEN + u[3 * p + 2]) / SEEN;
            }
            return x;
        }
    }

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        convolutions.forEach(c -> all.addAll(c.parts()));
        encoder.forEach(d -> all.addAll(d.parts()));
        List.of(first, second, joined, narrow, last).forEach(d -> all.addAll(d.parts()));
        return all;
    }

    Weights weights() {
        return weights;
    }

    /** Those that ship: {@link org.pushforward.engine.mesh.DataFreeMover#bake}. */
    double[] trained() {
        try (InputStream raw = MeshOperator.class.getResourceAsStream(TRAINED); DataInputStream in = new DataInputStream(new BufferedInputStream(raw))) {
            float[] w = new float[weights.size()];
            for (int k = 0; k < w.length; k++) {
                w[k] = in.readFloat();
            }
            double[] theta = new double[w.length];
            Arrays.setAll(theta, k -> w[k]);
            return theta;
        } catch (IOException e) {
            throw new IllegalStateException(TRAINED + " is damaged", e);
        }
    }

    /** Fields × features. */
    private Value branch(Theta w, List<Seen> fields) {
        double[] all = new double[fields.size() * SEEN * SEEN];
        for (int f = 0; f < fields.size(); f++) {
            System.arraycopy(fields.get(f).logs, 0, all, f * SEEN * SEEN, SEEN * SEEN);
        }
        Value x = w.tape().of(all, fields.size(), 1, SEEN, SEEN);
        x = convolutions.get(0).apply(w, x).tanh().pooled(2);
        x = convolutions.get(1).apply(w, x).tanh().pooled(2);
        x = convolutions.get(2).apply(w, x).tanh();
        x = encoder.get(0).apply(w, x.reshape(fields.size(), 12 * SEEN * SEEN / 16)).tanh();
        return encoder.get(1).apply(w, x);
    }

    /** Jets of φ at points of each field, as many of each: fields·points × 6 × 1. */
    private Value potential(Theta w, Value branch, double[] xi) {
        int all = xi.length / 2;
        int fields = branch.size(0);
        Value t = Jets.tanh(Jets.linear(w, w.tape().of(waves(xi), all, JET, 2 * WAVES), first.name() + ".matrix", first.name() + ".bias"));
        t = Jets.tanh(Jets.linear(w, t, second.name() + ".matrix", second.name() + ".bias"));
        Value z = Jets.linear(w, t, joined.name() + ".matrix", joined.name() + ".bias");
        Value b = branch.unsqueeze(1).expand(fields, all / fields, WIDE).reshape(all, 1, WIDE);
        z = Value.cat(1, z.slice(1, 0, 1).plus(b), z.slice(1, 1, JET));
        z = Jets.tanh(Jets.linear(w, Jets.tanh(z), narrow.name() + ".matrix", narrow.name() + ".bias"));
        return Jets.linear(w, z, last.name() + ".matrix", last.name() + ".bias");
    }

    /** cos kπξ with derivatives, one axis each. */
    private static double[] waves(double[] xi) {
        int n = xi.length / 2;
        int features = 2 * WAVES;
        double[] jets = new double[n * JET * features];
        for (int p = 0; p < n; p++) {
            for (int axis = 0; axis < 2; axis++) {
                for (int k = 1; k <= WAVES; k++) {
                    double a = k * Math.PI;
                    int f = axis * WAVES + k - 1;
                    double c = Math.cos(a * xi[2 * p + axis]);
                    jets[p * JET * features + f] = c;
                    jets[(p * JET + 1 + axis) * features + f] = -a * Math.sin(a * xi[2 * p + axis]);
                    jets[(p * JET + (axis == 0 ? 3 : 5)) * features + f] = -a * a * c;
                }
            }
        }
        return jets;
    }

    /** @param xi points of every field, one field after the other */
    Value loss(Theta w, List<Seen> fields, double[] xi) {
        int n = xi.length / 2;
        Value jets = potential(w, branch(w, fields), xi);
        Value x = jets.at(1, 1).at(1, 0);
        Value y = jets.at(1, 2).at(1, 0);
        Value xx = jets.at(1, 3).at(1, 0).plus(1);
        Value xy = jets.at(1, 4).at(1, 0);
        Value yy = jets.at(1, 5).at(1, 0).plus(1);
        Value det = xx.times(yy).minus(xy.square());
        Value equation = density(fields, xi, x, y).times(det).minus(1).square().mean();
        Value folds = xx.clamped(-1e9, 0).square().plus(yy.clamped(-1e9, 0).square()).mean();
        return equation.plus(folds);
    }

    /** M(ξ + ∇φ)/θ by its value and its slope there, which is all that is differentiated. */
    private static Value density(List<Seen> fields, double[] xi, Value dx, Value dy) {
        int n = xi.length / 2;
        int each = n / fields.size();
        double[] px = dx.array();
        double[] py = dy.array();
        double[] qx = new double[n];
        double[] qy = new double[n];
        for (int k = 0; k < n; k++) {
            qx[k] = Math.clamp(xi[2 * k] + px[k], 0, 1);
            qy[k] = Math.clamp(xi[2 * k + 1] + py[k], 0, 1);
        }
        double[] m = new double[n];
        for (int f = 0; f < fields.size(); f++) {
            Seen s = fields.get(f);
            s.monitor.densityAndGradient(qx, qy, m, qx, qy, f * each, (f + 1) * each);
            for (int k = f * each; k < (f + 1) * each; k++) {
                m[k] /= s.mean;
                qx[k] *= m[k];
                qy[k] *= m[k];
            }
        }
        double[] constant = new double[n];
        Arrays.setAll(constant, k -> m[k] - qx[k] * px[k] - qy[k] * py[k]);
        var tape = dx.tape();
        return dx.times(tape.of(qx, n)).plus(dy.times(tape.of(qy, n))).plus(tape.of(constant, n));
    }

    /** ξ + ∇φ at places, x and y alternating; corners and sides stay theirs. */
    double[] moved(Fit fit, double[] theta, Seen field, double[] xi, CancelToken cancel) {
        double[] jets = fit.evaluate(cancel, theta, w -> {
            Value all = potential(w, branch(w, List.of(field)), xi);
            return Value.cat(1, all.at(1, 1), all.at(1, 2));
        });
        double[] x = new double[xi.length];
        Arrays.setAll(x, k -> xi[k] + jets[k]);
        return x;
    }

    /** det(I + D²φ) at one place. */
    double determinant(Fit fit, double[] theta, Seen field, double[] xi, CancelToken cancel) {
        double[] j = fit.evaluate(cancel, theta, w -> potential(w, branch(w, List.of(field)), xi));
        return (1 + j[3]) * (1 + j[5]) - j[4] * j[4];
    }
}
