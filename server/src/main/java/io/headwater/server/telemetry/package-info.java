/**
 * What the server tells about itself: {@link io.headwater.server.telemetry.Meters} declares every metric once, {@link
 * io.headwater.server.telemetry.HttpFace} serves them beside the health checks.
 */
@NullMarked
package io.headwater.server.telemetry;

import org.jspecify.annotations.NullMarked;
