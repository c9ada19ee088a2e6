package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.InputException;

/**
 * Samplers, each as what it does in one interval of the grid, in x̂ and σ̂ ({@link Interval}). ε is −σ̂ times the score, D the denoiser, h the
 * length of the interval in λ = −ln σ̂. Those that look back remember ε or D. First the deterministic ones, then those in which particles meet
 * noise on the way.
 */
enum Sampler {

    DDIM("DDIM", 1, SingleStepSamplers::ddim),
    EULER_T("Euler in t", 1, SingleStepSamplers::eulerInTime),
    HEUN("Heun", 2, SingleStepSamplers::heun),
    DPM_SOLVER_2("DPM-Solver-2", 2, SingleStepSamplers::dpmSolver2),
    DPM_SOLVER_3("DPM-Solver-3", 3, SingleStepSamplers::dpmSolver3),
    DPM_FAST("DPM-Solver-fast", 1, MultistepSamplers::dpmFast),
    DPM_ADAPTIVE("DPM-Solver-23", 0, AdaptiveDpmSolver::across),
    DPMPP_2S("DPM++2S", 2, SingleStepSamplers::dpmpp2S),
    DPMPP_2M("DPM++2M", 1, s -> MultistepSamplers.dpmpp2M(s, 0)),
    DPMPP_3M("DPM++3M", 1, s -> MultistepSamplers.dpmpp3M(s, 0)),
    S_PNDM("S-PNDM", 1, PseudoNumericalSamplers::sPndm),
    F_PNDM("F-PNDM", 1, PseudoNumericalSamplers::fPndm),
    FON("FON", 1, PseudoNumericalSamplers::fon),
    PLMS("PLMS", 1, PseudoNumericalSamplers::plms),
    IPNDM("iPNDM", 1, PseudoNumericalSamplers::ipndm),
    DEIS("tAB3-DEIS", 1, MultistepSamplers::deis),
    LMS_2("LMS-2", 1, s -> MultistepSamplers.linear(s, 2)),
    LMS_3("LMS-3", 1, s -> MultistepSamplers.linear(s, 3)),
    LMS_4("LMS-4", 1, s -> MultistepSamplers.linear(s, 4)),
    /** UniPC of order 2 (Zhao et al. 2023, arXiv:2302.04867): a predictor, and a corrector that costs nothing; B(h) = h. */
    UNIPC_BH1("UniPC-bh1", 1, s -> UniPc.next(s, h -> h)),
    /** The same with B(h) = eʰ − 1. */
    UNIPC_BH2("UniPC-bh2", 1, s -> UniPc.next(s, Math::expm1)),
    RK4("RK4", 4, SingleStepSamplers::rungeKutta4),
    /** Dormand and Prince's pair 5(4) with a step that follows the error. */
    RK45("RK45", 0, AdaptiveRungeKutta::across),

    DDPM("DDPM", 1, RandomSamplers::ddpm),
    EDM_CHURN("EDM churn", 2, RandomSamplers::churn),
    EULER_MARUYAMA("Euler–Maruyama", 1, RandomSamplers::eulerMaruyama),
    REVERSE_DIFFUSION("Reverse diffusion", 1, RandomSamplers::reverseDiffusion),
    PREDICTOR_CORRECTOR("Predictor–corrector", 2, RandomSamplers::predictorCorrector),
    DPMPP_SDE("DPM++ SDE", 2, RandomSamplers::dpmppSde),
    DPMPP_2M_SDE("DPM++2M SDE", 1, RandomSamplers::dpmpp2MSde),
    DPMPP_3M_SDE("DPM++3M SDE", 1, RandomSamplers::dpmpp3MSde);

    /** Intervals that any sampler looks back. */
    static final int MEMORY = 3;
    /** A level of noise, and one over it, that paths still know. */
    private static final double FARTHEST = 1e150;

    private final String title;
    private final int evaluations;
    private final Step step;

    private interface Step {
        double[] across(Interval s);
    }

    /**
     * @param title as papers write it
     * @param evaluations of an interval in the middle of a grid; 0 where the error decides
     */
    Sampler(String title, int evaluations, Step step) {
        this.title = title;
        this.evaluations = evaluations;
        this.step = step;
    }

    /** What is walked on: the grid that is asked for, or that of dpm-fast, whose levels are its evaluations. */
    Grid grid(Grid.Settings settings) {
        return this == DPM_FAST ? Grid.singlestep(settings) : Grid.of(settings);
    }

    /** x̂ at the end of the interval. */
    double[] next(Interval s) {
        return step.across(s);
    }

    /** The fewest intervals it makes sense with. */
    int least() {
        return this == F_PNDM || this == FON || this == DPM_FAST ? 4 : 1;
    }

    /** Errors: {@link InputException} where the sampler makes no sense on a grid. */
    void requireFits(Grid grid, String kind) {
        if ((this == F_PNDM || this == FON) && grid.steps() < least()) {
            throw new InputException("steps: " + id() + " needs at least " + least() + ", got " + grid.steps() + "; its first three are a warm-up");
        }
        if (this == FON && !kind.equals("pndm")) {
            throw new InputException("sampler: fon counts discrete steps; choose grid=pndm with a ddpm schedule");
        }
        double[] level = grid.sigma();
        double last = level[grid.steps()] == 0 ? level[grid.steps() - 1] : level[grid.steps()];
        if (isOnPath() && (level[0] > FARTHEST || last < 1 / FARTHEST)) {
            throw new InputException("sampler: " + id() + " draws its noise from a path between the levels 1e-150 and 1e150; give levels between them");
        }
        if (this == EULER_T && (!kind.equals("time") || grid.schedule().slope(0.5).isEmpty())) {
            throw new InputException("sampler: euler-t steps in the time of vp-linear, sub-vp or cosine; choose one of these with grid=time");
        }
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Sampler::id).toList();
    }

    static Sampler named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As papers write it. */
    String title() {
        return title;
    }

    /** Whether particles meet noise on the way, so that the flow is no path to compare with. */
    boolean isRandom() {
        return ordinal() >= DDPM.ordinal();
    }

    /** Whether the noise is that of a path which is the same for every grid, so that a fine one shows how far a particle has strayed. */
    boolean isOnPath() {
        return ordinal() >= DPMPP_SDE.ordinal();
    }

    /** Evaluations over a grid of n intervals, or 0 where the error decides. */
    int evaluations(int n, boolean endsAtZero) {
        return switch (this) {
            case S_PNDM, PLMS -> n + 1;
            case F_PNDM, FON -> n + 9;
            case HEUN, EDM_CHURN, DPM_SOLVER_2, DPMPP_2S, PREDICTOR_CORRECTOR, DPMPP_SDE, DPM_SOLVER_3, RK4 -> evaluations * n - (endsAtZero ? evaluations - 1 : 0);
            default -> evaluations * n;
        };
    }
}
