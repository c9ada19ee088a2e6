package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.app.serve.Desk;
import org.pushforward.app.serve.Server;
import org.pushforward.app.workspace.OpenRun;
import org.testfx.api.FxRobot;

/** A window that is driven from code shows what is done, and the hand may help. */
class DrivenWindowTest extends RealWindow {

    @Test
    void whatIsCalledIsSeenAndTheHandMayHelp(FxRobot robot) throws IOException {
        await("the first picture", () -> window.workspace().selected().flatMap(OpenRun::snapshot).isPresent());
        try (Desk desk = window.desk()) {
            List<String> said = answers(desk,
                    "{\"id\":1,\"method\":\"open\",\"params\":{\"target\":\"bell\",\"set\":{\"n\":16}}}",
                    "{\"id\":2,\"method\":\"step\",\"params\":{\"n\":3}}",
                    "{\"id\":3,\"method\":\"set\",\"params\":{\"parameter\":\"alpha\",\"value\":-5}}",
                    "{\"id\":4,\"method\":\"fork\"}",
                    "{\"id\":5,\"method\":\"set\",\"params\":{\"parameter\":\"alpha\",\"value\":10}}");
            assertThat(said.get(2)).contains("alpha: \\\"-5\\\" is not allowed");
            assertThat(said.getLast()).contains("\"step\":3").contains("\"playing\":false");
            robot.interact(() -> assertThat(workspace().runs()).hasSize(2));
            await("the change is seen", () -> workspace().selected().orElseThrow().parameters().real("alpha") == 10);
            robot.interact(workspace()::undo);
            await("the hand takes it back", () -> workspace().selected().orElseThrow().parameters().real("alpha") != 10);
            assertThat(answers(desk, "{\"id\":6,\"method\":\"state\"}").getFirst()).contains("\"alpha\":50.0");
            for (int k = 0; k < 2; k++) {
                answers(desk, "{\"id\":7,\"method\":\"fork\"}");
            }
            assertThat(answers(desk, "{\"id\":8,\"method\":\"fork\"}").getFirst()).as("no room for a fifth").contains("error");
        }
        assertThat(window.stage().isShowing()).as("the window stays").isTrue();
    }

    private static List<String> answers(Desk desk, String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Server(desk, false).serve(new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), out);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
