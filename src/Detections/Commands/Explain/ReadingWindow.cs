using System.Text;
using Detections.Eql;
using Detections.Matching;
using Detections.Rules;
using Detections.Runs;
using Detections.Settings;

namespace Detections.Commands.Explain;

/// <summary>When runs of a rule read an event: from its arrival on for as long as the rule looks back.</summary>
internal sealed class ReadingWindow
{
    private readonly Rule _rule;
    private readonly string[] _fields;
    private readonly EventReader _reader;

    public ReadingWindow(Rule rule)
    {
        _rule = rule;
        _fields = rule.TimestampOverride is { } field
            ? rule.TimestampOverrideFallbackDisabled
                ? [field]
                : [field, ArrivalField.Timestamp]
            : [ArrivalField.Timestamp];
        _reader = new(FieldTable.Create(_fields));
    }

    public string Describe(ReadOnlyMemory<byte> source, out bool isRead)
    {
        isRead = false;
        if (!_reader.TryRead(source, out var values, out var problem))
        {
            return problem;
        }

        for (var slot = 0; slot < _fields.Length; slot++)
        {
            if (!values.Has(slot))
            {
                continue;
            }

            var text = Encoding.UTF8.GetString(values.FirstValue(slot));
            isRead = EventTime.TryParse(text, out var time);
            return isRead
                ? $"{_fields[slot]} is {text}; the runs of the {Duration.Text(_rule.Lookback)} after it read the event"
                : $"no run reads the event, because its {_fields[slot]} is no date: {Cut.To(text, 60)}";
        }

        return $"no run reads the event, because it has no {string.Join(" and no ", _fields)}";
    }
}
