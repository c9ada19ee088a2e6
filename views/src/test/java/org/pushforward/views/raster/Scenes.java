package org.pushforward.views.raster;

import java.util.List;
import java.util.Random;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;

/** Synthetic frames and panes for tests, previews and timings. */
final class Scenes {

    private Scenes() { }

    static Frame frame(Layer... layers) {
        return new Frame(11, 11, List.of(layers), Diagnostics.of(new Diagnostics.Entry("residual", "residual", "", 1.8e-7)));
    }

    static Layer.ScalarField field(int nx, int ny, Rect domain, java.util.function.DoubleBinaryOperator f) {
        double[] v = new double[nx * ny];
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                v[i * ny + j] = f.applyAsDouble(domain.x0() + (i + 0.5) / nx * domain.width(), domain.y0() + (j + 0.5) / ny * domain.height());
            }
        }
        return new Layer.ScalarField("field", "monitor", "", nx, ny, domain, v);
    }

    static double bumps(double x, double y) {
        return 0.02 + 3 * Math.exp(-40 * ((x - 0.35) * (x - 0.35) + (y - 0.4) * (y - 0.4)))
                + 1.5 * Math.exp(-80 * ((x - 0.7) * (x - 0.7) + (y - 0.7) * (y - 0.7))) + 0.15 * Math.sin(9 * x) * Math.sin(7 * y);
    }

    /** A mesh drawn towards a ring, on [0, width] × [0, 1], with the area of its cells. */
    static Layer.Mesh mesh(int nx, int ny, double width) {
        double[] xy = new double[2 * (nx + 1) * (ny + 1)];
        for (int i = 0, k = 0; i <= nx; i++) {
            for (int j = 0; j <= ny; j++, k += 2) {
                double x = width * i / nx;
                double y = (double) j / ny;
                double dx = x - 0.5 * width;
                double dy = y - 0.5;
                double r = Math.hypot(dx, dy) + 1e-12;
                double inside = Math.min(1, 8 * Math.min(Math.min(x, width - x), Math.min(y, 1 - y)));
                double pull = -0.75 * inside * (r - 0.3) * Math.exp(-Math.pow((r - 0.3) / 0.1, 2)) / r;
                xy[k] = x + pull * dx;
                xy[k + 1] = y + pull * dy;
            }
        }
        double[] area = new double[nx * ny];
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                int a = 2 * (i * (ny + 1) + j);
                int b = a + 2 * (ny + 1);
                area[i * ny + j] = 0.5 * ((xy[b + 2] - xy[a]) * (xy[a + 3] - xy[b + 1]) - (xy[a + 2] - xy[b]) * (xy[b + 3] - xy[a + 1])) * nx * ny
                        / width;
            }
        }
        return new Layer.Mesh("mesh", "mesh", "", nx, ny, xy, List.of(new Layer.Field("area", "det J", "", area)));
    }

    static Layer.Points points(int n) {
        Random random = new Random(1);
        double[] c = new double[2 * n];
        double[] v = new double[n];
        for (int k = 0; k < n; k++) {
            double t = 3 * Math.PI * (0.3 + random.nextDouble());
            c[2 * k] = 0.08 * t * Math.cos(t) + 0.03 * random.nextGaussian();
            c[2 * k + 1] = 0.08 * t * Math.sin(t) + 0.03 * random.nextGaussian();
            v[k] = t;
        }
        return new Layer.Points("points", "swiss roll", "rad", 2, c, v);
    }

    static Layer.VectorField vectors(int n) {
        double[] u = new double[n * n];
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = (i + 0.5) / n - 0.5;
                double y = (j + 0.5) / n - 0.5;
                u[i * n + j] = -y * Math.exp(-8 * (x * x + y * y));
                v[i * n + j] = x * Math.exp(-8 * (x * x + y * y));
            }
        }
        return new Layer.VectorField("velocity", "velocity", "m/s", n, n, Rect.UNIT, u, v);
    }

    static Layer.Paths paths(int n) {
        double[] c = new double[2 * n * 60];
        int[] offsets = new int[n + 1];
        Random random = new Random(2);
        for (int p = 0, k = 0; p < n; p++) {
            double a = random.nextGaussian();
            double b = random.nextGaussian() > 0 ? 1 : -1;
            for (int s = 0; s < 60; s++, k += 2) {
                double t = s / 59.0;
                c[k] = 2 * t;
                c[k + 1] = 0.5 * a * (1 - t) + t * (b + 0.2 * a) + 0.02 * random.nextGaussian();
            }
            offsets[p + 1] = k / 2;
        }
        return new Layer.Paths("paths", "paths", "", 2, c, offsets);
    }

    static Layer.Bars bars(int n) {
        double[] edges = new double[n + 1];
        double[] counts = new double[n];
        for (int k = 0; k <= n; k++) {
            edges[k] = -3 + 6.0 * k / n;
        }
        for (int k = 0; k < n; k++) {
            double x = 0.5 * (edges[k] + edges[k + 1]);
            counts[k] = Math.rint(400 * Math.exp(-x * x) + 40 * Math.exp(-(x - 2) * (x - 2) * 4));
        }
        return new Layer.Bars("bars", "cells", "", edges, counts);
    }

    static Layer.Series series(String id, String label, double frequency) {
        double[] x = new double[200];
        double[] y = new double[200];
        for (int k = 0; k < 200; k++) {
            x[k] = k / 20.0;
            y[k] = Math.exp(-0.2 * x[k]) * Math.cos(frequency * x[k]);
        }
        return new Layer.Series(id, label, "J", "time (s)", x, y);
    }

    static HistoryView residuals(int n, double rate) {
        return new HistoryView() {
            @Override
            public int size() {
                return n;
            }

            @Override
            public long step(int k) {
                return k;
            }

            @Override
            public double value(int k, String diagnostic) {
                return 1.3 * Math.exp(-rate * k * k / 3) * (1 + 0.5 * Math.sin(2.5 * k));
            }
        };
    }

    static Pane meshPane() {
        return Pane.plane("mesh", "Physical mesh", "over photograph", new Pane.Drawing("picture", Pane.Style.IMAGE),
                new Pane.Drawing("mesh", Pane.Style.LINES));
    }

    static Pane cellPane() {
        return Pane.plane("cells", "Cell area", "det J, log scale", new Pane.Drawing("mesh", Pane.Style.CELLS, "area")).onLogScale();
    }
}
