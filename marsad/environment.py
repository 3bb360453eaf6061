"""The environment variables that Marsad reads, each with what it sets. The command line's options win over them."""

from typing import Final

VARIABLES: Final = {
    "MARSAD_CONFIG": "the configuration file, as --config",
    "MARSAD_ENGINE": "embedded or kafka, as --engine",
    "MARSAD_ROLE": "all, connectors, streams or alerts, as --role",
    "MARSAD_DATA": "the data directory of the embedded engine, as --data",
    "MARSAD_REDIS_URL": "the Redis or Valkey to use, as --redis",
    "MARSAD_KAFKA_BOOTSTRAP": "the brokers' addresses, as --kafka",
    "MARSAD_KAFKA_PREFIX": "what goes before every topic and consumer group",
    "MARSAD_HTTP": "where metrics and health answer, as --http",
    "MARSAD_WORKER": "this worker's name among its like, as --worker",
    "MARSAD_LOG_FORMAT": "auto, human or json",
    "MARSAD_LOG_LEVEL": "debug, info, warning or error",
}
"""Name and meaning. Names in a configuration's ``${NAME}`` come on top of these."""
