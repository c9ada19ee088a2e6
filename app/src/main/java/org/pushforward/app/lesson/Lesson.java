package org.pushforward.app.lesson;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Family;

/**
 * A lesson: steps that open something, point at something and ask for something, and know when it is done.
 *
 * @param id the name of its file
 * @param family that it belongs to; none for first-timers
 * @param minutes it takes a careful reader
 * @param summary one sentence for the list
 * @param teacher what a class should take home, and questions to ask, for the teacher's sheet
 */
public record Lesson(String id, Optional<Family> family, int minutes, Wording title, Wording summary, Wording teacher, List<Step> steps) {

    public Lesson {
        steps = List.copyOf(steps);
    }

    /**
     * One page of a lesson.
     *
     * @param text with formulas between dollars, emphasis between asterisks and terms of the {@link Glossary} in double brackets
     * @param open name of a preset
     * @param panes ids of those that are shown from here on; as they are when empty
     * @param task what the learner is asked to do; empty where there is only something to read
     * @param patience seconds after which the hint is shown
     */
    public record Step(Wording title, Wording text, Optional<String> open, List<String> panes, Optional<Target> point, Wording task,
            Optional<Condition> until, Wording hint, int patience, List<Action> show) {

        public Step {
            panes = List.copyOf(panes);
            show = List.copyOf(show);
        }

        public boolean hasTask() {
            return until.isPresent();
        }
    }

    /** The preset that is open at a step: that of the latest step that opens one. */
    public String presetAt(int step) {
        for (int k = step; k > 0; k--) {
            if (steps.get(k).open().isPresent()) {
                return steps.get(k).open().get();
            }
        }
        return steps.getFirst().open().orElseThrow();
    }
}
