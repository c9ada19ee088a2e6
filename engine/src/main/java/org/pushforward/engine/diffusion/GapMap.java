package org.pushforward.engine.diffusion;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.study.Look;

/** √w |D_θ − D| over place and noise on the line y = 0: where a learned denoiser differs from the true one. Stateless. */
final class GapMap {

    private static final int CELLS = 64;

    private GapMap() { }

    static void draw(String id, ScoreNetwork net, Fit fit, double[] theta, GaussianMixture p, Look to) {
        double half = 2 * p.deviation();
        Rect r = new Rect(-half, -2, half, 1.2);
        double[] x = new double[2 * CELLS * CELLS];
        double[] sigma = new double[CELLS * CELLS];
        for (int k = 0; k < sigma.length; k++) {
            x[2 * k] = r.x0() + (k / CELLS + 0.5) * r.width() / CELLS;
            sigma[k] = Math.pow(10, r.y0() + (k % CELLS + 0.5) * r.height() / CELLS);
        }
        double[] learned = net.denoised(fit, theta, x, sigma, to.context().cancel());
        double[] score = new double[2];
        double[] gap = new double[sigma.length];
        Arrays.setAll(gap, k -> {
            p.look(x, 2 * k, sigma[k], score, new double[0]);
            double u = learned[2 * k] - x[2 * k] - sigma[k] * sigma[k] * score[0];
            double v = learned[2 * k + 1] - x[2 * k + 1] - sigma[k] * sigma[k] * score[1];
            return Math.sqrt(net.weight(sigma[k]) * (u * u + v * v));
        });
        to.field(id, CELLS, CELLS, r, gap);
    }
}
