package org.pushforward.engine.api;

import java.util.List;

/**
 * A numerical method with everything the window and the command line need to show it: texts, parameters, panes and checks.
 *
 * <p>Pure: the same parameters and seed give a solver with the same bits, for any number of threads. Implementations are stateless
 * and thread-safe.
 */
public interface Experiment {

    /** Texts and citation. */
    Description description();

    /** The parameters in the order in which they are shown. */
    List<Parameter<?>> parameters();

    /** The panes the experiment wants, the most telling first. */
    List<Pane> panes();

    /** Live checks of the current run and reference checks with parameters of their own. */
    List<Check> checks();

    /** Timings worth reporting, with their targets. */
    default List<Benchmark> benchmarks() {
        return List.of();
    }

    /** Ways to open it that are declared here; more may come as session files. */
    default List<Preset> presets() {
        return List.of();
    }

    /**
     * Settings under which all of its code runs within a second, each a few texts like {@code cells=8 steps=2}: what tests play.
     */
    default List<String> tiny() {
        return List.of("");
    }

    /** How a run goes on and what ends it. */
    default Course course(ParameterSet parameters) {
        return Course.CONVERGENT;
    }

    /** Whether it trains a network. */
    default boolean trains() {
        return false;
    }

    /** Whether its solver takes brush strokes. */
    default boolean paintable() {
        return false;
    }

    /** Live parameters that say what a stroke does: one that is given another value changes nothing before the next stroke. */
    default List<String> tools() {
        return List.of();
    }

    /** The pace at which a viewer can follow the method; 60 for what moves, a few for what converges in a dozen steps. */
    default double stepsPerSecond(ParameterSet parameters) {
        return 60;
    }

    /**
     * A solver at step 0.
     *
     * @throws InputException when the parameters contradict each other or a source cannot be read
     */
    Solver create(ParameterSet parameters, long seed);

    /** The stable id, for example {@code mesh.monge-ampere}. */
    default String id() {
        return description().id();
    }

    /** The default of every parameter. */
    default ParameterSet defaults() {
        return ParameterSet.defaults(parameters());
    }

    /**
     * What is said about an experiment.
     *
     * @param id stable, {@code family.method}
     * @param idea one paragraph
     * @param formulas as text, one a line
     */
    record Description(String id, String title, String idea, List<String> formulas, List<Citation> citations) {
        public Description {
            formulas = List.copyOf(formulas);
            citations = List.copyOf(citations);
        }

        public Family family() {
            return Family.of(id);
        }
    }

    /**
     * A paper.
     *
     * @param arxiv an arXiv id or a DOI, or empty
     * @param code the address of the program that its authors publish, or empty
     */
    record Citation(String authors, int year, String title, String arxiv, String code) {

        public Citation(String authors, int year, String title, String arxiv) {
            this(authors, year, title, arxiv, "");
        }

        /** With the program of its authors. */
        public Citation code(String address) {
            return new Citation(authors, year, title, arxiv, address);
        }

        @Override
        public String toString() {
            return authors + " " + year + ", " + title + (arxiv.isEmpty() ? "" : ", " + arxiv);
        }
    }

    /**
     * A way to open an experiment, declared beside it.
     *
     * @param name stable and unique in the gallery: {@code --preset name}
     * @param summary one sentence for the gallery
     * @param set texts like {@code eps=0.1}, in their order
     * @param panes ids of the panes that are open at first; all of the experiment's first four when empty
     * @param pins ids of the parameters that stay in sight in a lecture; chosen by themselves when empty
     * @param pictured steps after which the thumbnail is taken, or {@link #QUICK}
     */
    public record Preset(String name, String title, String summary, List<String> set, List<String> panes, List<String> pins,
            int pictured) {

        /** The thumbnail shows what is reached within a blink. */
        public static final int QUICK = -1;

        public Preset {
            set = List.copyOf(set);
            panes = List.copyOf(panes);
            pins = List.copyOf(pins);
        }
    }
}
