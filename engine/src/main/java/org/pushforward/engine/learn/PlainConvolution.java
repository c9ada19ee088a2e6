package org.pushforward.engine.learn;

/** A convolution and its gradients in plain loops and 64 bits, with zeros around the fields: the reference of {@link KnownAnswers}. */
record PlainConvolution(double[] y, double[] dx, double[] dw) {

    static PlainConvolution of(Kernels.Convolution s, float[] x, float[] w, float[] g) {
        PlainConvolution all = new PlainConvolution(new double[s.outputs()], new double[s.inputs()], new double[s.weights()]);
        for (int b = 0; b < s.batch(); b++) {
            for (int o = 0; o < s.out(); o++) {
                for (int c = 0; c < s.in(); c++) {
                    all.add(s, x, (b * s.in() + c) * s.side() * s.side(), w, (o * s.in() + c) * s.kernel() * s.kernel(), g,
                            (b * s.out() + o) * s.outputSide() * s.outputSide());
                }
            }
        }
        return all;
    }

    /** What one field of the input and one kernel contribute to one field of the output. */
    private void add(Kernels.Convolution s, float[] x, int atX, float[] w, int atW, float[] g, int atY) {
        for (int u = 0; u < s.kernel(); u++) {
            for (int v = 0; v < s.kernel(); v++) {
                int tap = atW + u * s.kernel() + v;
                for (int i = 0; i < s.outputSide(); i++) {
                    int row = i * s.stride() + u - s.padding();
                    if (row >= 0 && row < s.side()) {
                        addRow(s, x, atX + row * s.side(), v - s.padding(), w[tap], tap, g, atY + i * s.outputSide());
                    }
                }
            }
        }
    }

    private void addRow(Kernels.Convolution s, float[] x, int atX, int shift, double weight, int tap, float[] g, int atY) {
        double sum = 0;
        for (int j = 0; j < s.outputSide(); j++) {
            int column = j * s.stride() + shift;
            if (column >= 0 && column < s.side()) {
                y[atY + j] += weight * x[atX + column];
                dx[atX + column] += weight * g[atY + j];
                sum += (double) x[atX + column] * g[atY + j];
            }
        }
        dw[tap] += sum;
    }
}
