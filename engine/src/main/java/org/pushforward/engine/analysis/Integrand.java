package org.pushforward.engine.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.NormalDistribution;

/** Functions on the unit cube whose integrals are known: Keister's (1996) and four of Genz's (1984), with u = .3 and a = 6/d in every direction. */
enum Integrand {

    /** π^{d/2} cos(‖Φ⁻¹(x)‖/√2). */
    KEISTER((x, from, d) -> {
        double square = 0;
        for (int k = 0; k < d; k++) {
            double z = NormalDistribution.quantile(Math.clamp(x[from + k], 1e-17, 1 - 1e-16));
            square += z * z;
        }
        return Math.pow(Math.PI, 0.5 * d) * Math.cos(Math.sqrt(0.5 * square));
    }, Integrand::keister),

    /** cos(2πu + Σ a x): its integral is the real part of e^{2πiu} Π (e^{ia} − 1)/(ia). */
    WAVE((x, from, d) -> {
        double sum = 2 * Math.PI * Integrand.U;
        for (int k = 0; k < d; k++) {
            sum += a(d) * x[from + k];
        }
        return Math.cos(sum);
    }, d -> Math.cos(2 * Math.PI * Integrand.U + 0.5 * a(d) * d) * Math.pow(Math.sin(0.5 * a(d)) / (0.5 * a(d)), d)),

    /** Π 1/(1 + a²(x − u)²). */
    PEAK((x, from, d) -> {
        double product = 1;
        for (int k = 0; k < d; k++) {
            product /= 1 + Math.pow(a(d) * (x[from + k] - Integrand.U), 2);
        }
        return product;
    }, d -> Math.pow((Math.atan(a(d) * (1 - Integrand.U)) + Math.atan(a(d) * Integrand.U)) / a(d), d)),

    /** exp(−Σ a|x − u|). */
    CUSP((x, from, d) -> {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            sum += a(d) * Math.abs(x[from + k] - Integrand.U);
        }
        return Math.exp(-sum);
    }, d -> Math.pow((2 - Math.exp(-a(d) * Integrand.U) - Math.exp(-a(d) * (1 - Integrand.U))) / a(d), d)),

    /** exp(Σ a x/3) where the first two coordinates are below .7, else 0. */
    JUMP((x, from, d) -> {
        double sum = 0;
        for (int k = 0; k < d; k++) {
            if (k < 2 && x[from + k] > 1 - Integrand.U) {
                return 0;
            }
            sum += a(d) / 3 * x[from + k];
        }
        return Math.exp(sum);
    }, d -> {
        double b = a(d) / 3;
        int cut = Math.min(2, d);
        return Math.pow(Math.expm1(b * (1 - Integrand.U)) / b, cut) * Math.pow(Math.expm1(b) / b, d - cut);
    });

    private static final double U = 0.3;
    private static final double FAR = 14;

    private interface Function {
        double at(double[] x, int from, int d);
    }

    private final Function f;
    private final IntToDoubleFunction exact;

    Integrand(Function f, IntToDoubleFunction exact) {
        this.f = f;
        this.exact = exact;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    }

    static Integrand named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    private static double a(int d) {
        return 6.0 / d;
    }

    /** At d coordinates that begin at an offset. */
    double at(double[] x, int from, int d) {
        return f.at(x, from, d);
    }

    /** Over points n × d. */
    double mean(double[] x, int d) {
        double sum = 0;
        for (int i = 0; i < x.length; i += d) {
            sum += f.at(x, i, d);
        }
        return sum * d / x.length;
    }

    /** The integral over the cube of dimension d. */
    double exact(int d) {
        return exact.applyAsDouble(d);
    }

    /** π^{d/2} E cos(‖Z‖/√2) over the law of the length of a standard normal vector, by quadrature in twenty pieces. */
    private static double keister(int d) {
        GaussLegendre rule = new GaussLegendre(20);
        double up = 0;
        double all = 0;
        for (int piece = 0; piece < 20; piece++) {
            for (int k = 0; k < rule.size(); k++) {
                double r = FAR * (piece + rule.node(k)) / 20;
                double w = rule.weight(k) * Math.pow(r, d - 1) * Math.exp(-0.5 * r * r);
                up += w * Math.cos(r / Math.sqrt(2));
                all += w;
            }
        }
        return Math.pow(Math.PI, 0.5 * d) * up / all;
    }
}
