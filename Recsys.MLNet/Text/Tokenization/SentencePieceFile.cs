using System.Buffers.Binary;
using System.Text;

namespace Recsys.MLNet.Text.Tokenization;

/// <summary>A SentencePiece <c>.model</c> file: pieces with scores and types, the trainer's kind, the normaliser's map.</summary>
internal static class SentencePieceFile
{
    private enum PieceType
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6,
    }

    public static TextTokenizer Read(string file, bool fairseqIds)
    {
        try
        {
            return Read(File.ReadAllBytes(file), fairseqIds);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }

    public static TextTokenizer Read(ReadOnlySpan<byte> data, bool fairseqIds)
    {
        var pieces = new List<(string Text, float Score, PieceType Type)>();
        int modelType = 1;
        bool byteFallback = false, dummyPrefix = true, removeBlanks = true;
        ReadOnlySpan<byte> map = [];
        for (var message = new ProtoFields(data); message.Next(out int field, out _, out var value);)
        {
            if (field == 1)
                pieces.Add(Piece(value));
            else if (field == 2)
                for (var trainer = new ProtoFields(value); trainer.Next(out int f, out ulong number, out _);)
                    (modelType, byteFallback) = f switch { 3 => ((int)number, byteFallback), 35 => (modelType, number != 0), _ => (modelType, byteFallback) };
            else if (field == 3)
                for (var normalizer = new ProtoFields(value); normalizer.Next(out int f, out ulong number, out var bytes);)
                    switch (f)
                    {
                        case 2: map = bytes; break;
                        case 3: dummyPrefix = number != 0; break;
                        case 4: removeBlanks = number != 0; break;
                    }
        }
        if (pieces.Count == 0)
            throw new InvalidDataException("no pieces found; expected a SentencePiece model.");
        if (fairseqIds)
            pieces = Fairseq(pieces);
        return Build(pieces, modelType, byteFallback, dummyPrefix, removeBlanks, map);
    }

    private static TextTokenizer Build(List<(string Text, float Score, PieceType Type)> pieces, int modelType, bool byteFallback, bool dummyPrefix, bool removeBlanks, ReadOnlySpan<byte> map)
    {
        int unknown = pieces.FindIndex(p => p.Type == PieceType.Unknown);
        if (unknown < 0)
            throw new InvalidDataException($"none of the {pieces.Count} pieces is the unknown token; the file is damaged.");
        var normalizers = new List<INormalizer>();
        if (map.Length > 0)
            normalizers.Add(new PrecompiledNormalizer(map));
        if (removeBlanks)
            normalizers.Add(new ExtraBlanksNormalizer());
        ITokenModel model = modelType switch
        {
            1 => new UnigramModel([.. pieces.Select(p => (p.Text, p.Type is PieceType.Normal or PieceType.UserDefined ? p.Score : double.NaN))], unknown, byteFallback),
            2 => Bpe(pieces, unknown, byteFallback),
            _ => throw new InvalidDataException($"the model type is {modelType}; expected 1 (unigram) or 2 (BPE)."),
        };
        var special = pieces.Select((p, i) => (p, i)).Where(x => x.p.Type is PieceType.Control or PieceType.UserDefined)
            .Select(x => new AddedToken(x.p.Text, x.i, false, false, false, Normalized: false, Special: x.p.Type == PieceType.Control)).ToList();
        int begin = model.Find("<s>"), end = model.Find("</s>");
        var template = modelType == 1 && begin >= 0 && end >= 0 ? PostTemplate.Around(begin, end, doubleMiddle: true, secondType: 0)
            : begin >= 0 ? new PostTemplate([new(-1, [begin], 0), new(0, [], 0)], [new(-1, [begin], 0), new(0, [], 0), new(-1, [begin], 1), new(1, [], 1)])
            : PostTemplate.None;
        var blanks = new MetaspacePreTokenizer('▁', dummyPrefix ? MetaspacePreTokenizer.Prepend.First : MetaspacePreTokenizer.Prepend.Never, split: modelType == 1);
        return new(new NormalizerSequence(normalizers), blanks, model, template, special, "<pad>");
    }

    // A SentencePiece BPE model states no merges: joining two pieces is allowed when the whole is a piece, best score first.
    private static BpeModel Bpe(List<(string Text, float Score, PieceType Type)> pieces, int unknown, bool byteFallback)
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < pieces.Count; i++)
            vocabulary.TryAdd(pieces[i].Text, i);
        var merges = new List<(float Score, int Id, string Left, string Right)>();
        foreach (var (text, id) in vocabulary)
        {
            if (pieces[id].Type != PieceType.Normal)
                continue;
            for (int cut = 1; cut < text.Length; cut++)
                if (!char.IsLowSurrogate(text[cut]) && vocabulary.ContainsKey(text[..cut]) && vocabulary.ContainsKey(text[cut..]))
                    merges.Add((pieces[id].Score, id, text[..cut], text[cut..]));
        }
        var ranked = merges.OrderByDescending(m => m.Score).ThenBy(m => m.Id).Select(m => (m.Left, m.Right)).ToList();
        return new(vocabulary, ranked, pieces[unknown].Text, byteFallback: byteFallback, fuseUnknown: true);
    }

    private static List<(string Text, float Score, PieceType Type)> Fairseq(List<(string Text, float Score, PieceType Type)> pieces) =>
    [
        ("<s>", 0, PieceType.Control),
        ("<pad>", 0, PieceType.Control),
        ("</s>", 0, PieceType.Control),
        ("<unk>", 0, PieceType.Unknown),
        .. pieces.Skip(3),
        ("<mask>", 0, PieceType.Control),
    ];

    private static (string, float, PieceType) Piece(ReadOnlySpan<byte> data)
    {
        string text = "";
        float score = 0;
        var type = PieceType.Normal;
        for (var fields = new ProtoFields(data); fields.Next(out int field, out ulong number, out var bytes);)
        {
            switch (field)
            {
                case 1: text = Encoding.UTF8.GetString(bytes); break;
                case 2: score = BitConverter.UInt32BitsToSingle((uint)number); break;
                case 3: type = (PieceType)number; break;
            }
        }
        return (text, float.IsFinite(score) ? score : throw new InvalidDataException($"piece '{text}' has score {score}; expected a finite number."), type);
    }

    /// <summary>The fields of one protobuf message, in order.</summary>
    private ref struct ProtoFields(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public bool Next(out int field, out ulong number, out ReadOnlySpan<byte> bytes)
        {
            field = 0;
            number = 0;
            bytes = default;
            if (_rest.IsEmpty)
                return false;
            ulong key = Varint();
            field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    number = Varint();
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                    break;
                case 2:
                    ulong length = Varint();
                    bytes = Take(length > int.MaxValue ? int.MaxValue : (int)length);
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                    break;
                default:
                    throw new InvalidDataException($"field {field} has wire type {key & 7}; the file is damaged or no SentencePiece model.");
            }
            return true;
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count > _rest.Length)
                throw new InvalidDataException($"a field of {count} bytes begins where only {_rest.Length} are left; the file is truncated.");
            var taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }

        private ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; shift < 64; shift += 7)
            {
                byte b = Take(1)[0];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                    return value;
            }
            throw new InvalidDataException("a number runs over ten bytes; the file is damaged.");
        }
    }
}
