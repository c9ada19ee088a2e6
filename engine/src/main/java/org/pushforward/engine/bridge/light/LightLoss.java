package org.pushforward.engine.bridge.light;

import org.pushforward.engine.api.CancelToken;

/** What is minimised over the parameters of a light bridge. Implementations have working memory: one thread at a time. */
interface LightLoss {

    /**
     * The loss and its gradient over a minibatch of x ~ p₀ and y ~ p₁, n × d row-major.
     *
     * @param theta as {@link LightLayout} says
     * @param iteration chooses the random numbers, if any are used
     * @param gradient is overwritten
     */
    double gradient(double[] theta, double eps, double[] x, double[] y, int iteration, double[] gradient, CancelToken cancel);
}
