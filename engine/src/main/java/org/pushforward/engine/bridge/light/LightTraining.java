package org.pushforward.engine.bridge.light;

import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Philox;

/**
 * The training of a light bridge by Adam on fresh minibatches. The draws of an iteration are a function of seed and iteration. One
 * thread; has working memory, but no state: that is a {@link Point}.
 */
final class LightTraining {

    private final LightLayout layout;
    private final LightLoss loss;
    private final Philox ofX;
    private final Philox ofY;
    private final double[] x;
    private final double[] y;
    private final double[] gradient;

    /**
     * How far the training is. Immutable: neither the array nor the optimiser is changed.
     *
     * @param theta parameters as {@link LightLayout} says
     * @param optimizer moments of the gradients
     * @param iterations done
     * @param since those since ε was changed last
     */
    record Point(double[] theta, Adam optimizer, int iterations, int since) {

        /** The same parameters with a fresh optimiser: gradients for another ε have another size. */
        Point restarted(Adam fresh) {
            return new Point(theta, fresh, iterations, 0);
        }

        long bytes() {
            return (long) Double.BYTES * theta.length + optimizer.bytes();
        }
    }

    LightTraining(LightLayout layout, LightLoss loss, int batch, Philox random) {
        this.layout = layout;
        this.loss = loss;
        ofX = random.stream(1);
        ofY = random.stream(2);
        x = new double[batch * layout.dimension()];
        y = new double[batch * layout.dimension()];
        gradient = new double[layout.size()];
    }

    LightLayout layout() {
        return layout;
    }

    /** K points of the target as centres. */
    Point start(LightScene scene, double scale, double rate) {
        double[] points = scene.target().points(layout.components(), ofY.stream(1));
        return new Point(layout.start(points, scene.eps(), scale), optimizer(rate), 0, 0);
    }

    Adam optimizer(double rate) {
        return new Adam(layout.size(), Adam.Settings.of(rate));
    }

    /** Some iterations on from a point, which is not changed. */
    Point advance(Point from, LightScene scene, int iterations, StepContext context) {
        double[] theta = from.theta().clone();
        Adam optimizer = from.optimizer().copy();
        int batch = x.length / layout.dimension();
        for (int k = 1; k <= iterations; k++) {
            context.cancel().throwIfCancelled();
            int iteration = from.iterations() + k;
            scene.source().draw(ofX, iteration, 0, batch, x, 0);
            scene.target().draw(ofY, iteration, 0, batch, y, 0);
            loss.gradient(theta, scene.eps(), x, y, iteration, gradient, context.cancel());
            optimizer.step(theta, gradient);
        }
        return new Point(theta, optimizer, from.iterations() + iterations, from.since() + iterations);
    }
}
