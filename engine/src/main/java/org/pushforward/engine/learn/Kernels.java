package org.pushforward.engine.learn;

/** What networks are computed with, as {@link KnownAnswers} tries it: 32-bit floats, row-major. */
interface Kernels {

    /** Whether convolutions go through oneDNN, the faster way, from now on. */
    void useOneDnn(boolean on);

    /** A B of m × k and k × n. */
    float[] product(float[] a, float[] b, int m, int n, int k);

    /** y = w ∗ x, and ∂⟨g, y⟩/∂x and ∂⟨g, y⟩/∂w. */
    Convolved convolve(Convolution shape, float[] x, float[] w, float[] g);

    /** Σₖ xₖ exp(−2πi jk/n) for j &lt; n, real and imaginary parts in turn. */
    float[] transform(float[] x);

    /** The results of a convolution and its two gradients. */
    record Convolved(float[] y, float[] dx, float[] dw) { }

    /** x: batch × in × side², w: out × in × kernel², y: batch × out × {@link #outputSide}². */
    record Convolution(int batch, int in, int out, int side, int kernel, int stride, int padding) {

        int outputSide() {
            return (side + 2 * padding - kernel) / stride + 1;
        }

        int inputs() {
            return batch * in * side * side;
        }

        int weights() {
            return out * in * kernel * kernel;
        }

        int outputs() {
            return batch * out * outputSide() * outputSide();
        }

        @Override
        public String toString() {
            return "convolution of " + batch + " × " + in + " → " + out + " channels, " + side + "² cells, kernel " + kernel + ", stride " + stride;
        }
    }
}
