package org.pushforward.app.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;

class ConditionTest {

    private final RunLoop loop = open();

    private static RunLoop open() {
        var e = Catalogue.find("ot.line");
        return RunLoop.open(RunDefinition.of(e, e.defaults().with("gap", 3.0), 7), 1, new CheckpointBudget()).join();
    }

    private RunSnapshot snapshot() {
        return loop.mailbox().latest();
    }

    private boolean holds(String condition) {
        return Condition.parse(condition).holds(snapshot(), 2);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void readsDiagnosticsParametersAndTheRun() {
        double cost = snapshot().frame().diagnostics().value("w2-squared").orElseThrow();
        assertThat(cost).isGreaterThan(1);
        assertThat(holds("w2-squared > 1 and overtaken = 0")).isTrue();
        assertThat(holds("w2-squared < 1")).isFalse();
        assertThat(holds("parameter gap >= 3 and parameter gap < 3.1")).isTrue();
        assertThat(holds("parameter gap != 3")).isFalse();
        assertThat(holds("step = 0 and seed = 7 and runs = 2 and strokes <= 0")).isTrue();
        assertThat(holds("state = paused")).isTrue();
        assertThat(holds("state != paused")).isFalse();
    }

    @Test
    void orBindsLessThanAnd() {
        assertThat(holds("step > 5 and seed = 7 or runs = 2")).isTrue();
        assertThat(holds("step > 5 or runs = 3 and seed = 7")).isFalse();
    }

    @Test
    void whatIsNotMeasuredDoesNotHold() {
        assertThat(holds("no-such-number < 1")).isFalse();
        assertThat(holds("no-such-number != 1")).isFalse();
    }

    @Test
    void nonsenseIsRefusedWithItsWords() {
        for (String bad : new String[] {"", "cost", "cost < cheap", "state < paused", "state = asleep", "step = many", "a < 1 and"}) {
            assertThatThrownBy(() -> Condition.parse(bad)).as(bad).isInstanceOf(InputException.class);
        }
        assertThatThrownBy(() -> Condition.parse("parameter gap = wide").check(Catalogue.find("ot.line"))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> Condition.parse("parameter gape = 1").check(Catalogue.find("ot.line"))).isInstanceOf(InputException.class);
    }

    @Test
    void aLessonWithAMistakeNamesThePlace() {
        String lesson = """
                {"minutes": 5, "title": {"en": "a", "de": "a"}, "summary": {"en": "a", "de": "a"}, "teacher": {"en": "a", "de": "a"},
                 "steps": [{"open": "line", "title": {"en": "a", "de": "a"}, "text": {"en": "a"}}]}""";
        assertThatThrownBy(() -> Lessons.read("mine", lesson)).isInstanceOf(InputException.class).hasMessageContaining("mine.json: steps[0].text.de: is missing");
        String action = lesson.replace("{\"en\": \"a\"}}]", "{\"en\": \"a\", \"de\": \"a\"}, \"task\": {\"en\": \"a\", \"de\": \"a\"}, "
                + "\"hint\": {\"en\": \"a\", \"de\": \"a\"}, \"until\": \"step > 1\", \"show\": [\"jump 3\"]}]");
        assertThatThrownBy(() -> Lessons.read("mine", action)).isInstanceOf(InputException.class).hasMessageContaining("steps[0].show").hasMessageContaining("jump 3");
    }
}
