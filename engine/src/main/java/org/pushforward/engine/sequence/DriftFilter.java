package org.pushforward.engine.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.KalmanFilter;
import org.pushforward.engine.numerics.Matrix;

/**
 * A learned drift dz = f(z) dt + diag(q) dW whose first component is observed, and its extended continuous–discrete Kalman filter with derivatives by the weights: ṁ = f(m) by the midpoint rule,
 * P by Φ = I + JΔ + ½(JΔ)² with the Jacobian J there, and the log-likelihood of what is observed (Ansari et al. 2023, our reading). Batches of series share their times.
 *
 * @param kind {@code lti}: Fz; {@code locally-linear}: Σ αₖ(z) Fₖ z with α a softmax of a network, J ≈ Σ αₖ Fₖ; {@code nonlinear}: Fz + W₂ tanh(W₁z + b), which starts linear
 * @param first F to start from, d × d
 * @param diffusion q to start from
 * @param noise r of an observation, known
 * @param spread standard deviation of each component of the first state, whose mean is 0
 */
record DriftFilter(String kind, int d, int hidden, double[] first, double[] diffusion, double noise, double spread) implements Owner {

    private static final int BASES = 4;

    private boolean isMixed() {
        return kind.equals("locally-linear");
    }

    private Perceptron mixture() {
        return new Perceptron("mixture", Value::tanh, d, hidden, BASES);
    }

    @Override
    public List<Part> parts() {
        int k = isMixed() ? BASES : 1;
        List<Part> all = new ArrayList<>();
        all.add(new Part("drift", u -> Arrays.setAll(u, i -> first[i % first.length] + (isMixed() ? 0.2 * (u[i] - 0.5) : 0)), k, d, d));
        all.add(new Part("diffusion", u -> Arrays.setAll(u, i -> Math.log(diffusion[i])), d));
        if (isMixed()) {
            all.addAll(mixture().parts());
        } else if (kind.equals("nonlinear")) {
            all.add(new Part("inner", Start.uniform(1), hidden, d));
            all.add(new Part("shift", Start.uniform(1), hidden));
            all.add(new Part("outer", Start.ZERO, d, hidden));
        }
        return all;
    }

    /** f and J at states z, batch × d. */
    private Value[] driftAt(Theta w, Value z) {
        Value f = w.get("drift");
        if (isMixed()) {
            int b = z.size(0);
            Value mixed = mixture().apply(w, z).softmax(1).matmul(f.reshape(BASES, d * d)).reshape(b, d, d);
            return new Value[] {mixed.matmul(z.unsqueeze(2)).reshape(b, d), mixed};
        }
        Value linear = f.at(0, 0);
        Value slope = z.matmul(linear.transposed());
        if (kind.equals("lti")) {
            return new Value[] {slope, linear.unsqueeze(0)};
        }
        Value outer = w.get("outer");
        Value s = z.matmul(w.get("inner").transposed()).plus(w.get("shift")).tanh();
        Value j = outer.unsqueeze(0).times(s.square().from(1).unsqueeze(1)).matmul(w.get("inner")).plus(linear);
        return new Value[] {slope.plus(s.matmul(outer.transposed())), j};
    }

    /** f alone, at states z, n × d. */
    double[] field(Fit fit, double[] z) {
        return fit.evaluate(CancelToken.current(), w -> driftAt(w, w.tape().of(z, z.length / d, d))[0]);
    }

    /** A time of the filter: what led here (Φ), before (m, P) and after the observation. */
    private record Moment(Value phi, Value m0, Value p0, Value m1, Value p1) {

        Value joined(int b, int d) {
            return Value.cat(1, phi.expand(b, d, d).reshape(b, d * d), m0, p0.reshape(b, d * d), m1, p1.reshape(b, d * d));
        }
    }

    /**
     * Runs through all times.
     *
     * @param observed batch × times; NaN where nothing is known
     * @param moments takes the moments of all times; or is not wanted
     * @return the mean over all observations of −log p
     */
    private Value run(Theta w, double[] times, double[][] observed, List<Value> moments) {
        Tape tape = w.tape();
        int b = observed.length;
        Value q = w.get("diffusion").times(2).exp();
        Value unit = tape.of(Matrix.identity(d).toArray(), 1, d, d);
        Value m = tape.zeros(b, d);
        Value p = unit.times(spread * spread).expand(b, d, d);
        Value phi = unit;
        Value loss = tape.of(0);
        double count = 0;
        for (int k = 0; k < times.length; k++) {
            if (k > 0) {
                double dt = times[k] - times[k - 1];
                Value middle = m.plus(driftAt(w, m)[0].times(dt / 2));
                Value[] there = driftAt(w, middle);
                m = m.plus(there[0].times(dt));
                Value a = there[1].times(dt);
                phi = a.plus(a.matmul(a).times(0.5)).plus(unit);
                Value half = phi.plus(unit).times(0.5);
                p = phi.matmul(p).matmul(phi.transposed()).plus(half.times(q.times(dt)).matmul(half.transposed()));
            }
            Value m0 = m;
            Value p0 = p;
            int at = k;
            double[] mask = Arrays.stream(observed).mapToDouble(y -> Double.isNaN(y[at]) ? 0 : 1).toArray();
            double here = Arrays.stream(mask).sum();
            if (here > 0) {
                count += here;
                Value seen = tape.of(mask, b, 1);
                Value y = tape.of(Arrays.stream(observed).mapToDouble(o -> Double.isNaN(o[at]) ? 0 : o[at]).toArray(), b, 1);
                Value column = p.slice(2, 0, 1);
                Value s = column.at(1, 0).plus(noise * noise);
                Value e = y.minus(m.slice(1, 0, 1)).times(seen);
                Value gain = column.reshape(b, d).over(s).times(seen);
                loss = loss.plus(e.square().over(s).plus(s.log().times(seen)).sum());
                m = m.plus(gain.times(e));
                p = p.minus(gain.unsqueeze(2).times(column.transposed()));
            }
            if (moments != null) {
                moments.add(new Moment(phi, m0, p0, m, p).joined(b, d));
            }
        }
        return loss.times(0.5 / Math.max(1, count)).plus(0.5 * Math.log(2 * Math.PI));
    }

    /** The mean of −log p over all observations. */
    Value loss(Theta w, double[] times, double[][] observed) {
        return run(w, times, observed, null);
    }

    /** The filter of every series, in numbers. */
    List<List<KalmanFilter.Step>> filtered(Fit fit, CancelToken cancel, double[] times, double[][] observed) {
        int b = observed.length;
        double[] all = fit.evaluate(cancel, w -> {
            List<Value> moments = new ArrayList<>();
            run(w, times, observed, moments);
            return Value.stack(1, moments.toArray(Value[]::new));
        });
        int width = 3 * d * d + 2 * d;
        List<List<KalmanFilter.Step>> out = new ArrayList<>();
        for (int i = 0; i < b; i++) {
            List<KalmanFilter.Step> steps = new ArrayList<>();
            for (int k = 0; k < times.length; k++) {
                int at = (i * times.length + k) * width;
                Matrix phi = Matrix.of(d, d, Arrays.copyOfRange(all, at, at + d * d));
                KalmanFilter.Normal before = normal(all, at + d * d);
                double y = observed[i][k];
                double s = before.covariance().get(0, 0) + noise * noise;
                double e = y - before.mean()[0];
                steps.add(new KalmanFilter.Step(phi, before, normal(all, at + 2 * d * d + d), Double.isNaN(y) ? 0 : -0.5 * (Math.log(2 * Math.PI * s) + e * e / s)));
            }
            out.add(steps);
        }
        return out;
    }

    private KalmanFilter.Normal normal(double[] all, int at) {
        return new KalmanFilter.Normal(Arrays.copyOfRange(all, at, at + d), Matrix.of(d, d, Arrays.copyOfRange(all, at + d, at + d + d * d)).symmetrised());
    }
}
