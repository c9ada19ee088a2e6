/** Sessions as films, pictures, data and reports, without a window: what the window saves and what the command line writes. */
package org.pushforward.app.export;
