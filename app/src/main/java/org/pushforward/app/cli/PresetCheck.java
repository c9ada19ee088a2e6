package org.pushforward.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.Verifier;

/**
 * The live checks of an experiment on every frame of a preset: of each check, the first frame that fails, else the last.
 *
 * @param verdicts one a check
 * @param isWhole whether it was played to its end
 */
record PresetCheck(List<Check.Verdict> verdicts, boolean isWhole) {

    /** @param seconds after which it is cut short, unless it is over by then */
    static PresetCheck of(Presets.Preset preset, double seconds, int threads) {
        long begin = System.nanoTime();
        boolean isWhole = false;
        List<Check.Verdict> worst = new ArrayList<>();
        try (Run run = new Run(preset.session().runs().getFirst().definition(), threads)) {
            Course course = preset.experiment().course(run.parameters());
            long most = course instanceof Course.Open(long verified) ? verified : Long.MAX_VALUE;
            while ((System.nanoTime() - begin) * 1e-9 <= seconds) {
                Verifier.live(preset.experiment(), run.frame(), run.status()).forEach(v -> keepWorst(worst, v));
                isWhole = !(run.status() instanceof Status.Running) || run.currentStep() >= most;
                if (isWhole) {
                    break;
                }
                run.step();
            }
            boolean ended = !(run.status() instanceof Status.Failed);
            Check.Criterion rests = Check.Criterion.within(1, 0);
            keepWorst(worst, Check.Verdict.of(new Check.Live("ends", isWhole ? "converges or reaches its end" : "goes on",
                    "", rests, false, "every preset must"), ended ? 1 : 0));
        }
        return new PresetCheck(worst.stream().map(v -> named(preset, v)).toList(), isWhole);
    }

    private static void keepWorst(List<Check.Verdict> worst, Check.Verdict v) {
        for (int k = 0; k < worst.size(); k++) {
            if (worst.get(k).check().id().equals(v.check().id())) {
                if (worst.get(k).pass()) {
                    worst.set(k, v);
                }
                return;
            }
        }
        worst.add(v);
    }

    private static Check.Verdict named(Presets.Preset preset, Check.Verdict v) {
        Check.Live c = (Check.Live) v.check();
        return new Check.Verdict(new Check.Live("preset." + preset.name() + "." + c.id(), preset.session().title() + ": " + c.name(),
                c.diagnostic(), c.criterion(), c.whenConverged(), c.source()), v.value(), v.pass());
    }
}
