package org.pushforward.engine.bridge.resolution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.resolution.Contest.Both;

/**
 * Where the learned bridge and diffusion stand. Immutable; arrays are never written.
 *
 * @param shown ensembles of the held-out field that is looked at
 * @param isStale whether they are older than the networks or settings
 * @param curve scores for every number of {@link #EVALUATIONS}; of no cell when not yet judged
 * @param turn what number is judged next
 * @param pending how many of them are older than the networks or settings
 */
record LearnedResolutionState(Contest contest, Both<Denoiser> networks, Shown shown, boolean isStale,
        List<Both<EnsembleScore>> curve, int turn, int pending, Status status) {

    static final List<Integer> EVALUATIONS = List.of(2, 3, 5, 10, 20, 50);

    /** While the training goes on, the curves are taken further in every so many steps only. */
    private static final int REST = 4;
    private static final int KNOWN_FIELDS = 2;

    /**
     * One field and what is made of it.
     *
     * @param expectationError {@link KnownExpectation} of the bridge's network; empty where nothing is known
     */
    record Shown(FieldPairs.Pair pair, Both<double[][]> members, Both<EnsembleScore> scores, OptionalDouble expectationError) {

        static Shown of(FieldPairs.Pair pair, Both<double[][]> members, OptionalDouble expectationError) {
            return new Shown(pair, members, new Both<>(EnsembleScore.of(members.bridge(), pair.fine()),
                    EnsembleScore.of(members.diffusion(), pair.fine())), expectationError);
        }
    }

    /**
     * What can be changed while the run goes on, and what a step needs.
     *
     * @param heldOut number of the field that is shown
     * @param judged held-out fields that the curves are averaged over
     * @param iterations of the training, in all
     * @param each iterations of a step
     */
    record Settings(int heldOut, double eps, Sampler bridge, int evaluations, Sampler diffusion, int diffusionEvaluations, int members, int judged,
            int iterations, int each, double rate) { }

    /** Before anything is learned every member is the coarse field. */
    static LearnedResolutionState start(Contest contest, int width, Settings s) {
        FieldPairs.Pair pair = contest.pairs().heldOut(s.heldOut());
        double[][] members = new double[s.members()][];
        Arrays.fill(members, pair.coarse());
        Both<EnsembleScore> none = new Both<>(EnsembleScore.none(Contest.JUDGES), EnsembleScore.none(Contest.JUDGES));
        return new LearnedResolutionState(contest, contest.start(width),
                Shown.of(pair, new Both<>(members, members), OptionalDouble.empty()), true, Collections.nCopies(EVALUATIONS.size(), none), 0,
                EVALUATIONS.size(), Status.RUNNING);
    }

    /** Over the held-out fields, with one of {@link #EVALUATIONS}. */
    EnsembleScore score(int evaluations, boolean isBridge) {
        return curve.get(EVALUATIONS.indexOf(evaluations)).of(isBridge);
    }

    FieldPairs pairs() {
        return contest.pairs();
    }

    int iteration() {
        return networks.bridge().iteration();
    }

    /** Some iterations if any are left, new ensembles if they are stale, one point of the curves. */
    LearnedResolutionState next(Settings s, StepContext context) {
        int count = Math.min(s.each(), s.iterations() - iteration());
        Both<Denoiser> trained = count > 0 ? contest.train(networks, s.rate(), count, context) : networks;
        Shown now = count > 0 || isStale ? draw(trained, s, context) : shown;
        boolean isOver = trained.bridge().iteration() >= s.iterations();
        int old = count > 0 ? EVALUATIONS.size() : pending;
        int steps = trained.bridge().iteration() / s.each();
        if (isOver ? old == 0 : steps % REST != 0) {
            return new LearnedResolutionState(contest, trained, now, false, curve, turn, old, isOver ? Status.FINISHED : Status.RUNNING);
        }
        List<Both<EnsembleScore>> judged = new ArrayList<>(curve);
        judged.set(turn, contest.judge(trained, s, EVALUATIONS.get(turn), s.judged(), Contest.JUDGES, context));
        return new LearnedResolutionState(contest, trained, now, false, List.copyOf(judged), (turn + 1) % EVALUATIONS.size(), old - 1,
                isOver && old == 1 ? Status.FINISHED : Status.RUNNING);
    }

    private Shown draw(Both<Denoiser> by, Settings s, StepContext context) {
        FieldPairs.Pair pair = contest.pairs().heldOut(s.heldOut());
        OptionalDouble error = switch (contest.pairs()) {
            case GaussianPairs known -> OptionalDouble.of(KnownExpectation.error(by.bridge(), known, s.bridge(), s.eps(), KNOWN_FIELDS,
                    contest.random().stream(6), context.cancel()));
            default -> OptionalDouble.empty();
        };
        return Shown.of(pair, contest.draw(by, s, pair, context), error);
    }

    /** With other settings, by which work that is over goes on. Curves are old when what they depend on has changed. */
    LearnedResolutionState changed(boolean curvesToo) {
        return new LearnedResolutionState(contest, networks, shown, true, curve, turn, curvesToo ? EVALUATIONS.size() : pending, Status.RUNNING);
    }
}
