package org.pushforward.engine.bridge.resolution;

import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * A bridge and a diffusion under the same conditions: the same fields in the same order, the same first weights, as many iterations. Their
 * networks differ in what they are trained for. The two work side by side when there are two threads; results do not depend on it.
 * Immutable and thread-safe.
 */
record Contest(FieldPairs pairs, Denoiser.Course bridge, Denoiser.Course diffusion, Philox random) {

    /** Members of the ensembles that the curves are made of. */
    static final int JUDGES = 8;
    /** Members that are drawn at once. */
    private static final int PART = 4;

    static Contest of(FieldPairs pairs, int batch, double eps, Philox random) {
        return new Contest(pairs, new Denoiser.Course(pairs, Objective.BRIDGE, eps, batch, random.stream(2)),
                new Denoiser.Course(pairs, Objective.DIFFUSION, eps, batch, random.stream(2)), random);
    }

    /** Something that the bridge and the diffusion both have. */
    record Both<T>(T bridge, T diffusion) {

        T of(boolean isBridge) {
            return isBridge ? bridge : diffusion;
        }
    }

    /** What is to be done for one of the two. */
    private interface Task<T> {
        T run(boolean isBridge);
    }

    private static <T> Both<T> both(Task<T> task, StepContext context) {
        Object[] done = new Object[2];
        context.workers().forEach(2, k -> done[k] = task.run(k == 0));
        @SuppressWarnings("unchecked")
        Both<T> result = new Both<>((T) done[0], (T) done[1]);
        return result;
    }

    Both<Denoiser> start(int width) {
        return new Both<>(Denoiser.start(pairs, width, random.stream(3)), Denoiser.start(pairs, width, random.stream(3)));
    }

    Both<Denoiser> train(Both<Denoiser> from, double rate, int count, StepContext context) {
        return both(isBridge -> from.of(isBridge).advance(isBridge ? bridge : diffusion, rate, count, context.cancel()), context);
    }

    /** The ensembles that are shown. The diffusion evaluates more often as a rule: by parts both threads have as much to do. */
    Both<double[][]> draw(Both<Denoiser> by, LearnedResolutionState.Settings s, FieldPairs.Pair pair, StepContext context) {
        int parts = Math.ceilDiv(s.members(), PART);
        Both<double[][]> drawn = new Both<>(new double[s.members()][], new double[s.members()][]);
        context.workers().forEach(2 * parts, p -> {
            boolean isBridge = p >= parts;
            int first = p % parts * PART;
            int count = Math.min(PART, s.members() - first);
            double[][] some = LearnedEnsemble.draw(isBridge ? s.bridge() : s.diffusion(), by.of(isBridge), pair, first, count,
                    isBridge ? s.evaluations() : s.diffusionEvaluations(), s.eps(), noise(isBridge, s.heldOut()), context.cancel());
            System.arraycopy(some, 0, drawn.of(isBridge), first, count);
        });
        return drawn;
    }

    /** Scores over the first {@code fields} held-out fields with so many evaluations for both. */
    Both<EnsembleScore> judge(Both<Denoiser> by, LearnedResolutionState.Settings s, int evaluations, int fields, int members,
            StepContext context) {
        return both(isBridge -> {
            EnsembleScore sum = EnsembleScore.none(members);
            for (int k = 0; k < fields; k++) {
                FieldPairs.Pair pair = pairs.heldOut(k);
                double[][] x = LearnedEnsemble.draw(isBridge ? s.bridge() : s.diffusion(), by.of(isBridge), pair, 0, members, evaluations, s.eps(),
                        noise(isBridge, k), context.cancel());
                sum = sum.and(EnsembleScore.of(x, pair.fine()));
            }
            return sum;
        }, context);
    }

    private Philox noise(boolean isBridge, int field) {
        return random.stream(isBridge ? 4 : 5).stream(field);
    }
}
