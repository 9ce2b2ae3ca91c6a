/** The data contract as files, and whether what the bridge writes keeps it. */
package io.taskbridge.contract;
