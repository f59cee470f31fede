/**
 * Common passwords and their usual stems, lower case, letters and digits only: what people in Vietnam type when a form
 * asks for 12 characters. Compared as they are and without the digits at their end.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `123456789012 1234567890123 12345678901234 123456123456 111111111111 000000000000 121212121212 112233445566
  1234567891011 123123123123 987654321098 123456781234 012345678910 147258369147 159753159753 098765432109
  password passwordpassword passw0rd p4ssword password1234 password12345 password123456 mypassword
  mypassword123 qwertyuiop qwertyuiop12 qwertyuiopas qwerty qwerty123456 qwertyuiopasdf asdfghjkl asdfghjklzxc
  zxcvbnm zxcvbnmasdfg 1q2w3e4r5t6y 1qaz2wsx3edc q1w2e3r4t5y6 qazwsxedcrfv abcdefghijkl abcd12345678
  abc123456789 a123456789 aa123456789 abcabcabcabc abcd1234abcd administrator admin adminadmin admin123456
  adminadminadmin quantri quantrivien quantrihethong matkhau matkhaumatkhau matkhau123456 matkhaumoi
  matkhaucuatoi khongcomatkhau doimatkhau anhyeuem anhyeuem123 emyeuanh iloveyou iloveyou1234 iloveyouforever
  iloveyousomuch toiyeuvietnam vietnam vietnamvodich vietnam123456 vietnamvodichvn hanoivietnam hanoi hochiminh
  saigon langson langson123456 tinhlangson hailong hailong123456 hailonghailong motcua motcua123456 bophanmotcua
  ubndtinh ubnd ubndxa ubndhuyen ubndtinhlangson sonoivu sonoivulangson chinhphu congan changeme changemechangeme
  letmein letmeinletmein welcome welcomewelcome welcome123456 superman dragon monkey football baseball sunshine
  princess trustno correcthorsebatterystaple default defaultpassword secret secretsecret supersecret test testtest
  testtesttest guest guestguest temp temporary temppassword qwe123qwe123 asd123asd123 samsung samsung123456
  nokia iphone google facebook zalo vietcombank agribank viettel viettel123456 mobifone vinaphone vnpt vnpt123456`.split(
    /\s+/
  )
);
