package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;

/**
 * Restricted Hartree–Fock in the minimal basis STO-3G (Hehre, Stewart & Pople 1969) for hydrogen, helium, carbon, nitrogen and oxygen: Roothaan's equations F C = S C ε iterated to rest from the bare nuclei. Integrals of Gaussians
 * of s and p kind by Hermite expansion (McMurchie & Davidson 1978). Lengths in bohr, energies in hartree. O(n⁴) integrals of 81 terms each, for some ten orbitals. Immutable and thread-safe.
 */
public final class HartreeFock {

    private static final int MOST = 300;
    private static final double REST = 1e-11;
    private static final double[] FIRST = {0.1543289673, 0.5353281423, 0.4446345422};
    private static final double[] SECOND_S = {-0.09996722919, 0.3995128261, 0.7001154689};
    private static final double[] SECOND_P = {0.1559162750, 0.6076837186, 0.3919573931};

    private HartreeFock() { }

    /**
     * A result.
     *
     * @param energy of electrons and nuclei
     * @param fock F in the basis of atomic orbitals, with {@code overlap} S
     * @param levels orbital energies ε, rising
     * @param isConverged whether the density came to rest
     */
    public record Result(double energy, Matrix fock, Matrix overlap, double[] levels, boolean isConverged) { }

    /** Coefficients, with the norm of each Gaussian in them, and the power of x, y and z. */
    private record Orbital(double[] center, int[] powers, double[] exponents, double[] weights) { }

    /**
     * Solves for an even number of electrons.
     *
     * @param charges of the nuclei, of 1, 2, 6, 7 and 8
     * @param positions three numbers a nucleus
     * @param electrons in all
     */
    public static Result solve(int[] charges, double[] positions, int electrons) {
        if (electrons % 2 != 0 || electrons < 2) {
            throw new IllegalArgumentException("pairs of electrons are needed, not " + electrons);
        }
        List<Orbital> basis = basis(charges, positions);
        int n = basis.size();
        double[] s = new double[n * n];
        double[] h = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                s[i * n + j] = overlap(basis.get(i), basis.get(j));
                s[j * n + i] = s[i * n + j];
                h[i * n + j] = kinetic(basis.get(i), basis.get(j)) + attraction(basis.get(i), basis.get(j), charges, positions);
                h[j * n + i] = h[i * n + j];
            }
        }
        double[] two = repulsions(basis);
        Matrix overlap = Matrix.of(n, n, s);
        Matrix core = Matrix.of(n, n, h);
        Matrix x = overlap.withEigenvalues(v -> 1 / Math.sqrt(v));
        double[] density = new double[n * n];
        double nuclear = nuclear(charges, positions);
        for (int round = 0; round < MOST; round++) {
            Matrix fock = Matrix.of(n, n, fock(n, h, two, density));
            Matrix turned = x.times(fock).times(x).symmetrised();
            List<double[]> vectors = turned.scaled(-1).principalAxes(electrons / 2);
            double[] next = new double[n * n];
            for (double[] v : vectors) {
                double[] c = x.times(v);
                for (int i = 0; i < n * n; i++) {
                    next[i] += 2 * c[i / n] * c[i % n];
                }
            }
            double moved = 0;
            for (int i = 0; i < n * n; i++) {
                moved = Math.max(moved, Math.abs(next[i] - density[i]));
            }
            // what oscillates is damped
            double keep = round < 10 ? 0 : 0.3;
            for (int i = 0; i < n * n; i++) {
                density[i] = keep * density[i] + (1 - keep) * next[i];
            }
            if (moved < REST || round == MOST - 1) {
                Matrix last = Matrix.of(n, n, fock(n, h, two, density));
                double energy = 0.5 * core.plus(last).times(Matrix.of(n, n, density)).trace() + nuclear;
                double[] levels = x.times(last).times(x).symmetrised().eigenvalues();
                Arrays.sort(levels);
                return new Result(energy, last, overlap, levels, moved < REST);
            }
        }
        throw new IllegalStateException();
    }

    private static List<Orbital> basis(int[] charges, double[] positions) {
        List<Orbital> all = new ArrayList<>();
        for (int a = 0; a < charges.length; a++) {
            double[] at = Arrays.copyOfRange(positions, 3 * a, 3 * a + 3);
            double[] inner = inner(charges[a]);
            all.add(orbital(at, new int[3], inner, FIRST));
            if (charges[a] > 2) {
                double[] outer = outer(charges[a]);
                all.add(orbital(at, new int[3], outer, SECOND_S));
                for (int k = 0; k < 3; k++) {
                    int[] p = new int[3];
                    p[k] = 1;
                    all.add(orbital(at, p, outer, SECOND_P));
                }
            }
        }
        return all;
    }

    private static double[] inner(int charge) {
        return switch (charge) {
            case 1 -> new double[] {3.425250914, 0.6239137298, 0.1688554040};
            case 2 -> new double[] {6.362421394, 1.158922999, 0.3136497915};
            case 6 -> new double[] {71.61683735, 13.04509632, 3.530512160};
            case 7 -> new double[] {99.10616896, 18.05231239, 4.885660238};
            case 8 -> new double[] {130.7093214, 23.80886605, 6.443608313};
            default -> throw new IllegalArgumentException("no orbitals are known of the charge " + charge);
        };
    }

    private static double[] outer(int charge) {
        return switch (charge) {
            case 6 -> new double[] {2.941249355, 0.6834830964, 0.2222899159};
            case 7 -> new double[] {3.780455879, 0.8784966449, 0.2857143744};
            default -> new double[] {5.033151319, 1.169596125, 0.3803889600};
        };
    }

    private static Orbital orbital(double[] at, int[] powers, double[] exponents, double[] coefficients) {
        double[] w = new double[3];
        boolean isP = powers[0] + powers[1] + powers[2] == 1;
        for (int k = 0; k < 3; k++) {
            w[k] = coefficients[k] * Math.pow(2 * exponents[k] / Math.PI, 0.75) * (isP ? 2 * Math.sqrt(exponents[k]) : 1);
        }
        Orbital raw = new Orbital(at, powers, exponents, w);
        double norm = Math.sqrt(overlap(raw, raw));
        return new Orbital(at, powers, exponents, Arrays.stream(w).map(v -> v / norm).toArray());
    }

    // ---- integrals of one electron

    /** Coefficient of the Hermite Gaussian Λ_t in the product of two Gaussians of powers i and j at distance x. */
    private static double hermite(int i, int j, int t, double x, double a, double b) {
        if (t < 0 || t > i + j || i < 0 || j < 0) {
            return 0;
        }
        double p = a + b;
        if (i == 0 && j == 0) {
            return Math.exp(-a * b / p * x * x);
        }
        return i > 0 ? hermite(i - 1, j, t - 1, x, a, b) / (2 * p) - b * x / p * hermite(i - 1, j, t, x, a, b) + (t + 1) * hermite(i - 1, j, t + 1, x, a, b)
                : hermite(i, j - 1, t - 1, x, a, b) / (2 * p) + a * x / p * hermite(i, j - 1, t, x, a, b) + (t + 1) * hermite(i, j - 1, t + 1, x, a, b);
    }

    private interface Pairwise {
        double of(double a, double b);
    }

    private static double sum(Orbital f, Orbital g, Pairwise term) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            for (int l = 0; l < 3; l++) {
                sum += f.weights[k] * g.weights[l] * term.of(f.exponents[k], g.exponents[l]);
            }
        }
        return sum;
    }

    private static double line(int i, int j, double x, double a, double b) {
        return hermite(i, j, 0, x, a, b) * Math.sqrt(Math.PI / (a + b));
    }

    private static double overlap(Orbital f, Orbital g) {
        return sum(f, g, (a, b) -> product(f, g, a, b, -1));
    }

    private static double kinetic(Orbital f, Orbital g) {
        return sum(f, g, (a, b) -> product(f, g, a, b, 0) + product(f, g, a, b, 1) + product(f, g, a, b, 2));
    }

    /** Of the overlaps along the axes, with −½ d²/dx² of the second in one of them. */
    private static double product(Orbital f, Orbital g, double a, double b, int bent) {
        double all = 1;
        for (int c = 0; c < 3; c++) {
            double x = f.center[c] - g.center[c];
            int i = f.powers[c];
            int j = g.powers[c];
            all *= c != bent ? line(i, j, x, a, b) : b * (2 * j + 1) * line(i, j, x, a, b) - 2 * b * b * line(i, j + 2, x, a, b) - (j > 1 ? 0.5 * j * (j - 1) * line(i, j - 2, x, a, b) : 0);
        }
        return all;
    }

    private static double attraction(Orbital f, Orbital g, int[] charges, double[] positions) {
        return sum(f, g, (a, b) -> {
            double p = a + b;
            double[] e = pair(f, g, a, b);
            double all = 0;
            for (int n = 0; n < charges.length; n++) {
                double[] d = new double[3];
                for (int c = 0; c < 3; c++) {
                    d[c] = (a * f.center[c] + b * g.center[c]) / p - positions[3 * n + c];
                }
                double[] boys = boys(2, p * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]));
                for (int t = 0; t < 27; t++) {
                    all -= e[t] == 0 ? 0 : charges[n] * 2 * Math.PI / p * e[t] * coulomb(t / 9, t / 3 % 3, t % 3, 0, p, d, boys);
                }
            }
            return all;
        });
    }

    /** E_t E_u E_v of a product, 3 × 3 × 3. */
    private static double[] pair(Orbital f, Orbital g, double a, double b) {
        double[][] lines = new double[3][3];
        for (int c = 0; c < 3; c++) {
            for (int t = 0; t <= f.powers[c] + g.powers[c]; t++) {
                lines[c][t] = hermite(f.powers[c], g.powers[c], t, f.center[c] - g.center[c], a, b);
            }
        }
        double[] e = new double[27];
        Arrays.setAll(e, k -> lines[0][k / 9] * lines[1][k / 3 % 3] * lines[2][k % 3]);
        return e;
    }

    /** Derivatives of the potential of a Gaussian charge: R_tuv of order n. */
    private static double coulomb(int t, int u, int v, int n, double p, double[] d, double[] boys) {
        if (t < 0 || u < 0 || v < 0) {
            return 0;
        }
        if (t > 0) {
            return (t - 1) * coulomb(t - 2, u, v, n + 1, p, d, boys) + d[0] * coulomb(t - 1, u, v, n + 1, p, d, boys);
        }
        if (u > 0) {
            return (u - 1) * coulomb(t, u - 2, v, n + 1, p, d, boys) + d[1] * coulomb(t, u - 1, v, n + 1, p, d, boys);
        }
        if (v > 0) {
            return (v - 1) * coulomb(t, u, v - 2, n + 1, p, d, boys) + d[2] * coulomb(t, u, v - 1, n + 1, p, d, boys);
        }
        return Math.pow(-2 * p, n) * boys[n];
    }

    /** F₀ … F_n, F_n(x) = ∫₀¹ t^(2n) e^(−xt²) dt: a series and downwards, or upwards where x is large. */
    static double[] boys(int n, double x) {
        double[] f = new double[n + 1];
        double e = Math.exp(-x);
        if (x > 35) {
            f[0] = 0.5 * Math.sqrt(Math.PI / x);
            for (int k = 0; k < n; k++) {
                f[k + 1] = ((2 * k + 1) * f[k] - e) / (2 * x);
            }
            return f;
        }
        double term = 1.0 / (2 * n + 1);
        double sum = term;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= 2 * x / (2 * n + 2 * k + 1);
            sum += term;
        }
        f[n] = e * sum;
        for (int k = n; k > 0; k--) {
            f[k - 1] = (2 * x * f[k] + e) / (2 * k - 1);
        }
        return f;
    }

    // ---- of two electrons

    /** (ij|kl), n⁴; each of eight equal ones is computed once. */
    private static double[] repulsions(List<Orbital> basis) {
        int n = basis.size();
        double[] all = new double[n * n * n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                CancelToken.askCurrent();
                for (int k = 0; k <= i; k++) {
                    for (int l = 0; l <= (k == i ? j : k); l++) {
                        double v = repulsion(basis.get(i), basis.get(j), basis.get(k), basis.get(l));
                        for (int[] p : new int[][] {{i, j, k, l}, {j, i, k, l}, {i, j, l, k}, {j, i, l, k}, {k, l, i, j}, {l, k, i, j}, {k, l, j, i}, {l, k, j, i}}) {
                            all[((p[0] * n + p[1]) * n + p[2]) * n + p[3]] = v;
                        }
                    }
                }
            }
        }
        return all;
    }

    private static double repulsion(Orbital f, Orbital g, Orbital h, Orbital m) {
        return sum(f, g, (a, b) -> {
            double p = a + b;
            double[] left = pair(f, g, a, b);
            return sum(h, m, (c, e) -> {
                double q = c + e;
                double[] right = pair(h, m, c, e);
                double[] d = new double[3];
                for (int x = 0; x < 3; x++) {
                    d[x] = (a * f.center[x] + b * g.center[x]) / p - (c * h.center[x] + e * m.center[x]) / q;
                }
                double reduced = p * q / (p + q);
                double[] boys = boys(4, reduced * (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]));
                double sum = 0;
                for (int s = 0; s < 27; s++) {
                    for (int t = 0; left[s] != 0 && t < 27; t++) {
                        if (right[t] != 0) {
                            int parity = (t / 9 + t / 3 % 3 + t % 3) % 2 == 0 ? 1 : -1;
                            sum += parity * left[s] * right[t] * coulomb(s / 9 + t / 9, s / 3 % 3 + t / 3 % 3, s % 3 + t % 3, 0, reduced, d, boys);
                        }
                    }
                }
                return 2 * Math.pow(Math.PI, 2.5) / (p * q * Math.sqrt(p + q)) * sum;
            });
        });
    }

    /** H + Σ P (ij|kl) − ½ (ik|jl). */
    private static double[] fock(int n, double[] core, double[] two, double[] density) {
        double[] f = core.clone();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    for (int l = 0; l < n; l++) {
                        f[i * n + j] += density[k * n + l] * (two[((i * n + j) * n + k) * n + l] - 0.5 * two[((i * n + k) * n + j) * n + l]);
                    }
                }
            }
        }
        return f;
    }

    private static double nuclear(int[] charges, double[] positions) {
        double sum = 0;
        for (int a = 0; a < charges.length; a++) {
            for (int b = 0; b < a; b++) {
                sum += charges[a] * charges[b] / Math.sqrt(Math.pow(positions[3 * a] - positions[3 * b], 2) + Math.pow(positions[3 * a + 1] - positions[3 * b + 1], 2) + Math.pow(positions[3 * a + 2] - positions[3 * b + 2], 2));
            }
        }
        return sum;
    }
}
