package org.pushforward.engine.api;

import java.util.List;

/** Where a solver stands. */
public sealed interface Status {

    Status RUNNING = new Running();
    Status CONVERGED = new Converged();
    Status FINISHED = new Finished();

    /** More steps are to be done. */
    record Running() implements Status { }

    /** The convergence criterion holds. */
    record Converged() implements Status { }

    /** The end of the time interval or of the schedule is reached. */
    record Finished() implements Status { }

    /** The method cannot go on. The state is the last good one. */
    record Failed(Failure failure) implements Status { }

    /** How a run failed: it blew up, or it came to rest before its criterion held. */
    enum Kind { DIVERGED, STALLED }

    /**
     * What went wrong, in words for the user.
     *
     * @param quantity the id of the layer or diagnostic that failed first
     * @param where the place, for example "cell (12, 40)"; may be empty
     * @param explanation one sentence
     */
    record Failure(Kind kind, String quantity, String where, String explanation, List<Remedy> remedies) {
        public Failure {
            remedies = List.copyOf(remedies);
        }

        /** One line for logs and the status bar. */
        public String message() {
            return explanation + (where.isEmpty() ? "" : " (" + quantity + " at " + where + ")");
        }
    }

    /** A way out, one click away: set a parameter. */
    record Remedy(String label, String parameter, Object value) { }
}
