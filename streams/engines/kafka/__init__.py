"""The Kafka engine: Faust carries the records of each group, our own producer makes what follows durable.

A record's way through a group:

1. Faust takes it off its topic and hands it to the agent of its partition.
2. The group's stages handle it.
3. The producer publishes what follows from it and waits for every acknowledgement of the brokers.
4. Only then it is acknowledged to Faust, which commits its offset within a second.

Whatever happens before 4 leaves the offset where it was, and the record is taken again.

==================  ================================================================================================
engine              the Engine protocol, put together from the parts below
link                waiting out an absent broker, telling it once
administration      topics, their offsets, and what the groups have committed
publisher           the idempotent producer
reading             walking along a topic
acknowledgement     acknowledgements in any order become acknowledgements in the order of the offsets
carrying            steps 1 to 4, for each of the two flows
application         Faust itself: settings, start, stop, and what it must not do
supervision         keeping a group's application alive; noticing when nothing moves
library_logs        what Faust and aiokafka log, without their tracebacks
==================  ================================================================================================
"""

from streams.engines.kafka.engine import KafkaEngine

__all__ = ["KafkaEngine"]
