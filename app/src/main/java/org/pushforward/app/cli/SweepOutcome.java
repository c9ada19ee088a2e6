package org.pushforward.app.cli;

import java.io.Serializable;
import java.util.Map;
import org.pushforward.engine.io.JsonReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a run of a sweep ended.
 *
 * @param problem why it failed or was refused, or empty
 * @param numbers its diagnostics at the end
 */
public record SweepOutcome(String state, long steps, String problem, Map<String, String> numbers) implements Serializable {

    /** It is played again when the sweep is. */
    static final String CRASHED = "crashed";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    String json() {
        ObjectNode node = JSON.createObjectNode().put("state", state).put("steps", steps).put("problem", problem);
        ObjectNode all = node.putObject("diagnostics");
        numbers.forEach(all::put);
        return JSON.writeValueAsString(node);
    }

    static SweepOutcome of(String name, String json) {
        JsonReader r = JsonReader.parse(name, json);
        return new SweepOutcome(r.text("state"), r.whole("steps", 0, Long.MAX_VALUE), r.text("problem"), r.object("diagnostics").texts());
    }
}
