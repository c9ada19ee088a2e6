package org.pushforward.engine.transport.points;

import org.pushforward.engine.api.StepContext;

/** What a sweep needs of the kernel: for every row i Lᵢ = log₂ Σⱼ 2^(hⱼ + 2 Xᵢ·Yⱼ), and the negentropy of its terms. */
interface SoftSums {

    /**
     * One pass.
     *
     * @param h one number a column
     * @param bound upper bounds of L, or +∞ where nothing is known
     * @param lse L, overwritten; may be {@code bound}
     * @param negentropy Σⱼ pᵢⱼ log₂ pᵢⱼ with pᵢⱼ = 2^(hⱼ + 2 Xᵢ·Yⱼ − Lᵢ), overwritten; not asked for when it is empty
     * @return whether the sums could be formed; an approximate kernel can fail
     */
    boolean run(ScaledCloud rows, ScaledCloud columns, double[] h, double[] bound, double[] lse, double[] negentropy, StepContext context);
}
