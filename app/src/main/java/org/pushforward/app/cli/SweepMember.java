package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/**
 * One run of a sweep, as it travels to whoever plays it: on a thread here or in a process elsewhere, with the same outcome.
 *
 * @param session with this run alone, as the text of a session file
 * @param steps after which it is stopped, or −1 for as many as the experiment takes
 */
public record SweepMember(String session, long steps) implements Serializable {

    static SweepMember of(RunDefinition d, Long steps) {
        Session one = new Session("", "", Session.Clock.STEP, List.of(new Session.SavedRun("1", -1, 0, d, 0, 0, "")), ViewSettings.NONE);
        return new SweepMember(SessionFile.toJson(one), steps == null ? -1 : steps);
    }

    /** Plays it on one thread. A combination that is not allowed is an outcome too. */
    public SweepOutcome play() {
        RunDefinition d = new SessionFile(Catalogue::find, _ -> true).read("sweep", session).runs().getFirst().definition();
        try (HeadlessRun run = new HeadlessRun(d, 1)) {
            run.advance(steps >= 0 ? steps : HeadlessRun.mostSteps(d), new PrintWriter(PrintWriter.nullWriter()));
            Map<String, String> numbers = new LinkedHashMap<>();
            run.run().frame().diagnostics().entries().forEach(e -> numbers.put(e.id(), Double.toString(e.value())));
            return new SweepOutcome(run.state(), run.run().currentStep(), run.status() instanceof Status.Failed f ? f.failure().message() : "", numbers);
        } catch (InputException e) {
            return new SweepOutcome("refused", 0, e.getMessage(), Map.of());
        } catch (RuntimeException e) {
            // A defect of one experiment does not sink the others.
            return new SweepOutcome(SweepOutcome.CRASHED, 0, e.toString(), Map.of());
        }
    }
}
