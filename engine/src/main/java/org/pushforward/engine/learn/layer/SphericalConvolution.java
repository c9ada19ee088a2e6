package org.pushforward.engine.learn.layer;

import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.SphericalHarmonics;

/**
 * The layer of a spherical Fourier neural operator (Bonev et al. 2023, arXiv:2306.03838, eq. 11): the coefficients of every channel in spherical harmonics are mixed by a complex
 * matrix a degree, and what is beyond the degree is dropped. Batch × channels × latitudes × meridians on the grid of {@link SphericalHarmonics}, by products of real matrices.
 *
 * <p>A real matrix a degree commutes with all rotations of the sphere. An imaginary part, which coefficients of order m &gt; 0 are multiplied by and those of −m by its negative,
 * commutes with turns about the axis only; it is what tells east from west.
 */
public final class SphericalConvolution implements Owner {

    private final String name;
    private final int inputs;
    private final int outputs;
    private final int orders;
    private final int latitudes;
    private final int meridians;
    private final double[] waves;
    private final double[] back;
    private final double[] analysis;
    private final double[] synthesis;

    public SphericalConvolution(String name, int inputs, int outputs, SphericalHarmonics sphere) {
        this.name = name;
        this.inputs = inputs;
        this.outputs = outputs;
        orders = sphere.degree() + 1;
        latitudes = sphere.latitudes();
        meridians = sphere.meridians();
        waves = new double[meridians * 2 * orders];
        back = new double[2 * orders * meridians];
        for (int i = 0; i < meridians; i++) {
            for (int m = 0; m < orders; m++) {
                double angle = 2 * Math.PI * m * i / meridians;
                waves[i * 2 * orders + m] = Math.cos(angle) / meridians;
                waves[i * 2 * orders + orders + m] = -Math.sin(angle) / meridians;
                back[m * meridians + i] = (m == 0 ? 1 : 2) * Math.cos(angle);
                back[(orders + m) * meridians + i] = -2 * Math.sin(angle);
            }
        }
        analysis = new double[2 * orders * latitudes * orders];
        synthesis = new double[analysis.length];
        for (int part = 0; part < 2; part++) {
            for (int m = 0; m < orders; m++) {
                for (int l = m; l < orders; l++) {
                    for (int j = 0; j < latitudes; j++) {
                        double p = sphere.legendre(l, m, j);
                        analysis[((part * orders + m) * latitudes + j) * orders + l] = sphere.weight(j) * p;
                        synthesis[((part * orders + m) * orders + l) * latitudes + j] = p;
                    }
                }
            }
        }
    }

    /** Real parts, then imaginary ones. */
    @Override
    public List<Part> parts() {
        return List.of(new Part(name + ".mix", Start.uniform(1 / Math.sqrt(inputs)), 2, orders, inputs, outputs));
    }

    public Value apply(Theta w, Value x) {
        int b = x.size(0);
        Value byOrder = x.matmul(w.tape().of(waves, meridians, 2 * orders)).permute(3, 0, 1, 2).reshape(2 * orders, b * inputs, latitudes);
        Value a = byOrder.matmul(w.tape().of(analysis, 2 * orders, latitudes, orders)).reshape(2, orders, b, inputs, orders);
        Value mixed = a.permute(4, 1, 2, 0, 3).reshape(orders, orders * b, 2 * inputs).matmul(mix(w)).reshape(orders, orders, b, 2, outputs);
        Value there = mixed.permute(3, 1, 2, 4, 0).reshape(2 * orders, b * outputs, orders).matmul(w.tape().of(synthesis, 2 * orders, orders, latitudes));
        return there.reshape(2 * orders, b, outputs, latitudes).permute(1, 2, 3, 0).matmul(w.tape().of(back, 2 * orders, meridians));
    }

    /** (re, im) (R, I; −I, R) is the product with R + iI. */
    private Value mix(Theta w) {
        Value re = w.get(name + ".mix").at(0, 0);
        Value im = w.get(name + ".mix").at(0, 1);
        return Value.cat(1, Value.cat(2, re, im), Value.cat(2, im.negated(), re));
    }
}
