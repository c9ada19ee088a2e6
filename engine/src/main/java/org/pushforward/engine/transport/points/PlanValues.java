package org.pushforward.engine.transport.points;

/**
 * Numbers of a plan P that cost one pass. Energies are in units of the cost, entropies in nats.
 *
 * @param rowErrorBefore Σ|rᵢ − aᵢ| before the row half-iteration
 * @param rowError Σ|rᵢ − aᵢ| of the plan
 * @param columnError Σ|cⱼ − bⱼ| of the plan
 * @param mass ΣP
 * @param transportCost ⟨C, P⟩
 * @param divergence KL(P ‖ a⊗b) = ΣP log(P/ab) − ΣP + ΣaΣb
 * @param dual ⟨a, f⟩ + ⟨b, g⟩ − ε(ΣP − ΣaΣb): where marginals are exact a lower bound of the optimal value, off by the square of the errors
 * @param entropy −ΣP log P
 * @param conditionalEntropy mean entropy of the targets of a source
 */
public record PlanValues(double eps, double rowErrorBefore, double rowError, double columnError, double mass, double transportCost,
        double divergence, double dual, double entropy, double conditionalEntropy) {

    /** Before a sweep nothing is known. */
    public static final PlanValues NONE = new PlanValues(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN,
            Double.NaN, Double.NaN);

    /** L1, rows plus columns. */
    public double error() {
        return rowError + columnError;
    }

    /** ⟨C, P⟩ + ε KL(P ‖ a⊗b). */
    public double primal() {
        return transportCost + eps * divergence;
    }

    /**
     * @param f potentials in bits
     * @param rows row sums over a
     * @param negentropy Σᵢ pᵢⱼ log₂ pᵢⱼ of the columns, each divided by its sum
     */
    static PlanValues of(double eps, double[] a, double[] b, double[] f, double[] g, double[] rowsBefore, double[] rows, double[] columns,
            double[] negentropy) {
        double before = 0;
        double rowError = 0;
        double sourceMass = 0;
        double potential = 0;
        double dual = 0;
        double rowLog = 0;
        double rowEntropy = 0;
        for (int i = 0; i < a.length; i++) {
            double r = a[i] * rows[i];
            sourceMass += a[i];
            before += a[i] * Math.abs(rowsBefore[i] - 1);
            rowError += a[i] * Math.abs(rows[i] - 1);
            potential += r * f[i];
            dual += a[i] * f[i];
            rowLog += r * Math.log(a[i]);
            rowEntropy -= r > 0 ? r * Math.log(r) : 0;
        }
        double columnError = 0;
        double targetMass = 0;
        double mass = 0;
        double planLog = 0;
        double columnLog = 0;
        for (int j = 0; j < b.length; j++) {
            double c = b[j] * columns[j];
            targetMass += b[j];
            columnError += b[j] * Math.abs(columns[j] - 1);
            mass += c;
            potential += c * g[j];
            dual += b[j] * g[j];
            planLog += c > 0 ? c * (negentropy[j] * LogSumExp.LN2 + Math.log(c)) : 0;
            columnLog += c * Math.log(b[j]);
        }
        double relative = planLog - rowLog - columnLog;
        double product = sourceMass * targetMass;
        return new PlanValues(eps, before, rowError, columnError, mass, eps * (potential * LogSumExp.LN2 - relative), relative - mass + product,
                eps * (dual * LogSumExp.LN2 - (mass - product)), -planLog, mass > 0 ? Math.max(0, (-planLog - rowEntropy) / mass) : 0);
    }

    /**
     * The same where the mean cost of every column is known instead of its entropy.
     *
     * @param costs Σᵢ pᵢⱼ cᵢⱼ in bits of the columns, each divided by its sum
     */
    public static PlanValues ofCosts(double eps, double[] a, double[] b, double[] f, double[] g, double[] rowsBefore, double[] rows, double[] columns,
            double[] costs) {
        double before = 0;
        double rowError = 0;
        double potential = 0;
        double dual = 0;
        double rowLog = 0;
        double rowEntropy = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > 0) {
                double r = a[i] * rows[i];
                before += a[i] * Math.abs(rowsBefore[i] - 1);
                rowError += a[i] * Math.abs(rows[i] - 1);
                potential += r * f[i];
                dual += a[i] * f[i];
                rowLog += r * Math.log(a[i]);
                rowEntropy -= r > 0 ? r * Math.log(r) : 0;
            }
        }
        double columnError = 0;
        double mass = 0;
        double cost = 0;
        double columnLog = 0;
        for (int j = 0; j < b.length; j++) {
            if (b[j] > 0) {
                double c = b[j] * columns[j];
                columnError += b[j] * Math.abs(columns[j] - 1);
                mass += c;
                potential += c * g[j];
                dual += b[j] * g[j];
                cost += c * costs[j];
                columnLog += c * Math.log(b[j]);
            }
        }
        double relative = (potential - cost) * LogSumExp.LN2;
        double entropy = -relative - rowLog - columnLog;
        return new PlanValues(eps, before, rowError, columnError, mass, eps * cost * LogSumExp.LN2, relative - mass + 1,
                eps * (dual * LogSumExp.LN2 - (mass - 1)), entropy, Math.max(0, entropy - rowEntropy));
    }
}
