package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;

/** What a {@link DeepGas} is trained on: gases as places at every step, particles in the same order throughout. Stateless. */
final class GasTraining {

    private GasTraining() { }

    /** Deviations of density, velocity and acceleration over every so many steps. */
    static double[] scales(List<double[][]> gases, int every, double dt, ParticleConvolution layer) {
        double[] sum = new double[5];
        for (double[][] x : gases) {
            for (int k = 1; k + 1 < x.length; k += every) {
                double[] rho = layer.density(x[k]);
                for (double some : rho) {
                    sum[0] += (some - layer.rest()) * (some - layer.rest());
                    sum[3]++;
                }
                for (int i = 0; i < x[k].length; i++) {
                    double a = (x[k + 1][i] - 2 * x[k][i] + x[k - 1][i]) / (dt * dt);
                    double u = (x[k][i] - x[k - 1][i]) / dt;
                    sum[1] += u * u;
                    sum[2] += a * a;
                    sum[4]++;
                }
            }
        }
        return new double[] {Math.sqrt(sum[0] / sum[3]), Math.sqrt(sum[1] / sum[4]), Math.sqrt(sum[2] / sum[4])};
    }

    /**
     * Pieces of gases to be rolled.
     *
     * @param gases places at every step, each from where it was drawn, one before the start of the roll first
     * @param shaken by how much places are off at the start, normal numbers, in what the usual acceleration moves them by in a step: the net learns to
     *     smooth what its own errors will be
     */
    record Batch(List<double[][]> gases, double[] shaken) {

        /**
         * @param draws which gas and from which step, uniform in (0, 1], two a gas
         * @param turns by how many quarters each is turned, or nothing
         */
        static Batch of(List<double[][]> all, double[] draws, int[] turns, double[] shaken, int steps) {
            List<double[][]> pieces = new ArrayList<>();
            for (int b = 0; b < draws.length / 2; b++) {
                double[][] gas = all.get(Math.min(all.size() - 1, (int) (draws[2 * b] * all.size())));
                int choices = gas.length - steps - 1;
                int from = Math.min(choices - 1, (int) (draws[2 * b + 1] * choices));
                int turn = turns.length > 0 ? turns[b] : 0;
                pieces.add(Arrays.stream(gas, from, from + steps + 2).map(x -> turn > 0 ? LearnedMatter.turned(x, turn) : x).toArray(double[][]::new));
            }
            return new Batch(pieces, shaken);
        }

        int steps() {
            return gases.getFirst().length - 2;
        }
    }

    /** A batch is rolled; the mean square of what places are off, over what the usual acceleration moves them by. */
    static Value loss(Batch batch, DeepGas net, Theta w, double dt) {
        List<double[][]> gases = batch.gases;
        int n = gases.getFirst()[0].length;
        int axes = net.layer().axes();
        double noise = net.scales()[2] * dt * dt;
        double[] off = Arrays.stream(batch.shaken).map(z -> noise * z).toArray();
        double[] speed = joined(gases.size(), n, (g, i) -> (gases.get(g)[1][i] - gases.get(g)[0][i] + off[g * n + i]) / dt);
        Value u = w.tape().of(speed, speed.length / axes, axes);
        // Ways from the first place, since places themselves would lose their last digits.
        Value moved = w.tape().of(off, off.length / axes, axes);
        Value sum = w.tape().of(0);
        int steps = batch.steps();
        for (int k = 1; k <= steps; k++) {
            u = u.plus(net.accelerations(w, places(gases, moved.array()), u).times(dt));
            moved = moved.plus(u.times(dt));
            int step = k;
            double[] wanted = joined(gases.size(), n, (g, i) -> gases.get(g)[1 + step][i] - gases.get(g)[1][i]);
            double unit = net.scales()[2] * dt * dt * k * (k + 1) / 2;
            sum = sum.plus(moved.minus(w.tape().of(wanted, wanted.length / axes, axes)).over(unit).square().mean().over(steps));
        }
        return sum;
    }

    private static List<double[]> places(List<double[][]> gases, double[] moved) {
        List<double[]> x = new ArrayList<>();
        for (int g = 0; g < gases.size(); g++) {
            double[] at = gases.get(g)[1].clone();
            for (int i = 0; i < at.length; i++) {
                at[i] += moved[g * at.length + i];
            }
            x.add(at);
        }
        return x;
    }

    /** Numbers of several gases, one behind the other. */
    static double[] joined(int gases, int n, OfParticle value) {
        double[] all = new double[gases * n];
        Arrays.setAll(all, k -> value.at(k / n, k % n));
        return all;
    }

    /** A number of a particle of a gas. */
    interface OfParticle {
        double at(int gas, int particle);
    }
}
