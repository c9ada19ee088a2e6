/** Driven from code: calls as JSON lines, which are also the tools of a Model Context Protocol server. */
package org.pushforward.app.serve;
